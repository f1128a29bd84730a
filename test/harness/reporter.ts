import type { AggregatedResult, Reporter, Test, TestContext, TestResult } from '@jest/reporters'

/** After Jest's own report: what was skipped and why, and one plain line of counts. With CI=true a skip fails the run. */
export default class PlainReporter
  implements Pick<Reporter, 'onTestResult' | 'onRunComplete' | 'getLastError'>
{
  #skipped: string[] = []

  onTestResult(_test: Test, result: TestResult): void {
    for (const { status, fullName } of result.testResults) {
      if (status === 'pending' || status === 'todo' || status === 'disabled') this.#skipped.push(fullName)
    }
  }

  onRunComplete(_contexts: Set<TestContext>, results: AggregatedResult): void {
    for (const name of this.#skipped) process.stdout.write(`not run: ${name}\n`)
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites
    process.stdout.write(
      `${results.numPassedTests} passed, ${failed} failed, ${this.#skipped.length} skipped\n`,
    )
  }

  getLastError(): Error | undefined {
    if (process.env['CI'] === 'true' && this.#skipped.length > 0)
      return new Error('tests were skipped, which CI does not allow')
    return undefined
  }
}

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // These want a Docker engine: npm run test:stack.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/stack/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/'],
  globalSetup: '<rootDir>/test/harness/global-setup.ts',
  globalTeardown: '<rootDir>/test/harness/global-teardown.ts',
  reporters: ['default', '<rootDir>/test/harness/reporter.ts'],
  testSequencer: '<rootDir>/test/harness/longest-first.js',
  testTimeout: 30_000,
  // One more than the cores of a small machine: many tests wait for processes that they started.
  maxWorkers: 3,
  // What a file leaves in a worker's memory is looked through at every collection of the files after it.
  workerIdleMemoryLimit: '1GB',
}

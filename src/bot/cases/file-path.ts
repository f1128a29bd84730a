import type { Said } from '../../oncall/messages-store.ts'

/** Where files are that were sent about cases. It is no address of the API: whoever opens it may have to sign in first. */
export const caseFilesPath = '/case-files'

/** Where a file of a message is, for whoever may see the case. */
export function caseFilePath(
  { caseNumber, position }: Pick<Said, 'caseNumber' | 'position'>,
  { index }: { index: number },
): string {
  return `${caseFilesPath}/${caseNumber}/${position}/${index}`
}

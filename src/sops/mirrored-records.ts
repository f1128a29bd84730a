/**
 * What is true in the bot's database and kept in the assistant's too: records of cases, ratings of answers, and answers
 * of people.
 */
export interface MirroredRecords {
  /**
   * Has every one sent again, in its newest version: the assistant's database may have lost them.
   * @returns how many.
   */
  sendAgain(): Promise<number>
  /** How many have not arrived. */
  unsent(): Promise<number>
}

/**
 * What Slack takes at most: characters of texts, numbers of things. From its reference of Block Kit and of the Web
 * API's methods; the fake's own table, so that a slip in the product's is found.
 */
export const limits = {
  messageBlocks: 50,
  messageText: 40_000,
  /** Of a message that is changed. */
  updatedText: 4_000,
  /**
   * The texts of all blocks of a message. Not documented; 9,597 characters were taken and 11,341 refused with
   * msg_blocks_too_long (bolt-js issue 2867).
   */
  messageBlocksText: 11_300,
  /** The Markdown of a message, or of one piece of a stream. */
  markdown: 12_000,
  viewBlocks: 100,
  id: 255,
  actions: 25,
  context: 10,
  contextActions: 5,
  fields: 10,
  field: 2_000,
  text: 3_000,
  header: 150,
  url: 3_000,
  altText: 2_000,
  buttonText: 75,
  buttonValue: 2_000,
  overflowOptions: 5,
  optionText: 75,
  optionValue: 150,
  selectOptions: 100,
  checkboxes: 10,
  placeholder: 150,
  inputLabel: 2_000,
  inputValue: 3_000,
  viewTitle: 24,
  viewSubmit: 24,
  privateMetadata: 3_000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  tableRows: 100,
  tableColumns: 20,
  /** Of a message's metadata as JSON. */
  metadata: 8_000,
  metadataType: 255,
  prompts: 4,
} as const

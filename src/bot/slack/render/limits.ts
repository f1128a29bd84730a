/**
 * What Slack takes at most, by its documentation's names: characters of texts, numbers of things.
 * All of it is kept to here; what is too much makes Slack refuse the whole message. Ids need no row: keys of posts
 * are at most 200 characters, and Slack takes 255.
 */
export const limits = {
  'message.blocks': 50,
  /** Longer texts are cut into several messages, or refused where a message is changed. */
  'message.text': 4_000,
  /**
   * All blocks of a message as JSON. Not documented: 9,597 characters of text were taken, 11,341 refused with
   * msg_blocks_too_long (bolt-js issue 2867), and what counts besides the text is not known.
   */
  'message.blocks.json': 9_500,
  'actions.elements': 25,
  'text.text': 3_000,
  'header.text': 150,
  /** Not documented for rich text; what holds for other texts is safe. */
  'rich_text.text': 3_000,
  /** Pictures' addresses too. */
  'link.url': 3_000,
  'image.alt_text': 2_000,
  'button.text': 75,
  'button.value': 2_000,
  'overflow.options': 5,
  'option.text': 75,
  'option.value': 150,
  'view.blocks': 100,
  'view.title': 24,
  'view.submit': 24,
  'view.private_metadata': 3_000,
  'input.label': 2_000,
  'input.placeholder': 150,
  'plain_text_input.initial_value': 3_000,
  'static_select.options': 100,
} as const

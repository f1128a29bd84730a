/**
 * What Teams takes at most, by its documentation's names, and where that says nothing, what all its clients show.
 * All of it is kept to here. Citations and texts are counted in characters, messages in bytes.
 */
export const limits = {
  /**
   * A message as JSON. "The message itself within 80 KB", counted in UTF-16, where about 100 KB are taken and more is
   * refused with 413 MessageSizeTooBig (learn.microsoft.com, format-your-bot-messages).
   */
  'message.json': 80_000,
  /** Of these, what is kept free for what whoever sends the message puts around it: addresses, refresh.userIds. */
  'message.envelope': 12_000,
  /** learn.microsoft.com, bot-messages-ai-generated-content. */
  'message.citation': 10,
  'citation.name': 80,
  'citation.abstract': 160,
  /** Buttons of a set; what is more is behind "…" or in the next (adaptivecards.io, host config of Teams: maxActions). */
  'actions.primary': 6,
  /** Not documented; a longer title is cut off on a telephone. */
  'action.title': 60,
  /** learn.microsoft.com, user-specific-views: so many people can have a card of their own. */
  'refresh.userIds': 60,
  /** Not documented; browsers open more, and no link of ours is as long. */
  'link.url': 2_000,
  /** Not documented: so much of a text is one element, so that a long one can be cut between them. */
  'text.run': 4_000,
  /** Not documented: so much of an answer stays together when it is cut into several messages. */
  'message.piece': 6_000,
  'headline.text': 1_000,
  'fact.value': 1_000,
  'image.altText': 1_000,
  'input.label': 300,
  'input.placeholder': 150,
  /** Where nothing smaller is said. */
  'input.maxLength': 4_000,
  'choices.choices': 500,
  /** learn.microsoft.com, TaskModuleTaskInfo: no limit is given; a longer title is cut off. */
  'form.title': 60,
  /** As plain text a card is short enough for any client. */
  'plain.text': 10_000,
} as const

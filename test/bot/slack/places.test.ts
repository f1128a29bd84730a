import { expect, test } from '@jest/globals'
import { placeOf, type SlackPlace, slackPlaceOf } from '../../../src/bot/slack/places.ts'

const places: [string, SlackPlace][] = [
  ['C1', { channel: 'C1' }],
  ['C1:1700.0001', { channel: 'C1', threadTs: '1700.0001' }],
  ['C1@U1', { channel: 'C1', reader: 'U1' }],
  ['C1:1700.0001@U1', { channel: 'C1', threadTs: '1700.0001', reader: 'U1' }],
  ['D1:1700.0001', { channel: 'D1', threadTs: '1700.0001' }],
  ['@U1', { channel: 'U1' }],
]

test.each(places)('%s is one place, written and read', (thread, place) => {
  expect(placeOf(place)).toEqual({ platform: 'slack', thread })
  expect(slackPlaceOf({ thread })).toEqual(place)
})

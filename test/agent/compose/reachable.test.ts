import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from '@jest/globals'
import { reachable } from '../../../src/agent/compose/reachable.ts'

const on = (...cidrs: string[]) => ({ eth: cidrs.map((cidr) => ({ cidr }) as NetworkInterfaceInfo) })

test.each([
  [
    'of two networks the one that is ours',
    ['172.18.0.3', '172.20.0.3'],
    on('127.0.0.1/8', '172.20.0.5/16'),
    ['172.20.0.3'],
  ],
  [
    'both where both are',
    ['172.18.0.3', '172.20.0.3'],
    on('172.18.0.1/16', '172.20.0.1/16'),
    ['172.18.0.3', '172.20.0.3'],
  ],
  ['all where none is', ['172.18.0.3'], on('10.0.0.2/24'), ['172.18.0.3']],
  ['IPv6 too', ['fd00:1::3', 'fd00:2::3'], on('fd00:2::5/64'), ['fd00:2::3']],
])('%s', (_, addresses, ours, expected) => {
  expect(reachable(addresses, ours)).toEqual(expected)
})

import { BlockList, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'

/**
 * Those addresses of a container that stand on a network of ours; all of them where none does. A container has an
 * address on each of its networks, and what is sent to a network that is not ours is dropped without a word.
 */
export function reachable(addresses: string[], ours = networkInterfaces()): string[] {
  const networks = new BlockList()
  for (const { cidr } of Object.values(ours).flatMap((interfaces) => interfaces ?? [])) {
    const [network = '', prefix = ''] = cidr?.split('/') ?? []
    if (network !== '') networks.addSubnet(network, Number(prefix), familyOf(network))
  }
  const near = addresses.filter((address) => networks.check(address, familyOf(address)))
  return near.length > 0 ? near : addresses
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')

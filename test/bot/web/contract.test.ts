import { openWeb } from '../../harness/contract-web.ts'
import { describePlatform } from '../platform-contract.ts'

describePlatform('the web chat', openWeb)

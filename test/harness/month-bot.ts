/** The real bot as a process of its own, whose time is what a file says: `month-bot.ts FILE`. */
import { startBot } from '../../src/bot/app.ts'
import { processConfig } from '../../src/config.ts'
import { fileClock } from './file-clock.ts'

const [path = ''] = process.argv.slice(2)
await startBot(processConfig(), { clock: fileClock(path) })
process.send?.('ready')

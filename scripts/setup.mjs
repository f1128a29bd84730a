// Installs and generates what a fresh clone lacks; runs before `npm start` and `npm test`, on whatever Node
// the system has (18 or newer), so it is plain JavaScript without packages. Does nothing when all is there.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const inRoot = (...path) => join(root, ...path)
const ownNode = inRoot('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')
const neededNode = 24
const databases = ['assistant', 'ops']
const stampOfClients = inRoot('src/generated/.made-from')

try {
  if (!packagesAreThere()) await installPackages()
  if (!clientsAreThere()) await generateClients()
} catch (error) {
  process.stderr.write(`\n${error.message}\n`)
  process.exitCode = 1
}

/** Whether node_modules holds what package-lock.json names (npm keeps its own list of what it installed). */
function packagesAreThere() {
  const installed = readPackages(inRoot('node_modules/.package-lock.json'))
  const wanted = readPackages(inRoot('package-lock.json'))
  if (installed === undefined || wanted === undefined || !nodeWorks()) return false
  const same = (path) => installed[path]?.version === wanted[path].version
  return (
    Object.keys(installed).every((path) => wanted[path] !== undefined) &&
    // An optional package is one that another platform needs.
    Object.keys(wanted).every(
      (path) => path === '' || same(path) || (wanted[path].optional && !installed[path]),
    )
  )
}

function readPackages(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

/** The program needs Node 24: npm's own package of it, which npm scripts find first, or the system's. */
function nodeWorks() {
  const isNew = (version) => Number(version.replace(/^v/, '').split('.')[0]) >= neededNode
  if (isNew(process.versions.node)) return true
  if (!existsSync(ownNode)) return false
  return isNew(spawnSync(ownNode, ['--version'], { encoding: 'utf8' }).stdout ?? '')
}

async function installPackages() {
  mustBeWritable()
  const { npm_execpath: npm, npm_node_execpath: node } = process.env
  const [command, ...before] = npm ? [node ?? process.execPath, npm] : ['npm']
  // Not `npm ci`: it refuses a lock file that lacks another platform's optional packages. This installs what
  // the lock file names and changes no file of the checkout. Development packages too, whatever NODE_ENV
  // says: Node 24 is one of them.
  const retries = ['--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']
  const args = [...before, 'install', '--no-save', '--include=dev', '--no-audit', '--no-fund', ...retries]
  const { code, output } = await run('Installing packages (first start, about a minute)', command, args)
  if (code !== 0) throw new Error(`${reasonOf(output)}\n\n${tailOf(output)}`)
  if (!nodeWorks()) {
    throw new Error(
      `The program needs Node ${neededNode}, and npm's package of it does not run here. Install Node ${neededNode} and start again.`,
    )
  }
}

function mustBeWritable() {
  try {
    accessSync(root, constants.W_OK)
  } catch {
    throw new Error(
      `Packages cannot be installed: the folder ${root} is not writable. Correct its rights, or clone to a folder of your own.`,
    )
  }
}

function reasonOf(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ECONNRESET|ENETUNREACH|network/i.test(output)) {
    return "npm's registry cannot be reached, so packages were not installed. Check the network or the proxy settings and start again."
  }
  if (/ENOSPC/.test(output))
    return 'The disk is full, so packages were not installed. Free some space and start again.'
  if (/EACCES|EPERM|EROFS/.test(output)) {
    return `Packages were not installed: npm may not write to ${root}. Correct its rights and start again.`
  }
  return 'Packages were not installed: npm ended with an error. Correct what it says and start again.'
}

/** The typed database clients are made from the schemas by this version of prisma. */
function sourceOfClients() {
  const hash = createHash('sha256').update(readFileSync(inRoot('node_modules/prisma/package.json')))
  for (const database of databases) hash.update(readFileSync(schemaOf(database)))
  return hash.digest('hex')
}

function schemaOf(database) {
  return inRoot('prisma', database, 'schema.prisma')
}

function clientsAreThere() {
  const complete = databases.every((database) => existsSync(inRoot('src/generated', database, 'client.ts')))
  return complete && existsSync(stampOfClients) && readFileSync(stampOfClients, 'utf8') === sourceOfClients()
}

async function generateClients() {
  const node = existsSync(ownNode) ? ownNode : process.execPath
  const env = { ...process.env, CHECKPOINT_DISABLE: '1', PRISMA_HIDE_UPDATE_MESSAGE: '1' }
  // The clients need no engine; this keeps prisma from fetching one.
  if (process.platform !== 'win32') env.PRISMA_SCHEMA_ENGINE_BINARY ??= '/bin/true'
  for (const database of databases) {
    const args = [inRoot('node_modules/prisma/build/index.js'), 'generate', '--schema', schemaOf(database)]
    const { code, output } = await run(`Generating the ${database} database client`, node, args, env)
    if (code !== 0) {
      throw new Error(
        `The ${database} database client could not be generated. Correct what prisma says and start again.\n\n${tailOf(output)}`,
      )
    }
  }
  writeFileSync(stampOfClients, sourceOfClients())
}

/** Runs a program quietly, showing for how long; resolves to its exit code and all that it printed. */
function run(title, command, args, env = process.env) {
  const started = Date.now()
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`
  const show = (text) => process.stdout.write(process.stdout.isTTY ? `\r${text}\u001b[K` : text)
  show(`${title}…`)
  const clock = process.stdout.isTTY ? setInterval(() => show(`${title}… ${seconds()}`), 1000) : undefined
  return new Promise((resolve) => {
    let output = ''
    const end = (code) => {
      clearInterval(clock)
      show(process.stdout.isTTY ? `${title}: ${seconds()}\n` : ` ${seconds()}\n`)
      resolve({ code, output })
    }
    const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk
      })
    }
    child.once('error', (error) => {
      output += error.message
      end(1)
    })
    child.once('close', end)
  })
}

function tailOf(output) {
  return output.trim().split('\n').slice(-15).join('\n')
}

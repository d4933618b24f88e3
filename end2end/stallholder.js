// The built binary as an operator has it: a data folder, a port, a process that can be stopped and killed.
import { spawn, execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const BINARY =
  process.env.STALLHOLDER_BINARY ?? fileURLToPath(new URL('../target/debug/stallholder', import.meta.url))

export class Stallholder {
  /** A fresh data folder and a free port; `flags` such as `--demo`. */
  static async create(...flags) {
    const stallholder = new Stallholder()
    stallholder.flags = flags
    stallholder.data = await mkdtemp(join(tmpdir(), 'stallholder-journey-'))
    stallholder.port = await freePort()
    stallholder.url = `http://127.0.0.1:${stallholder.port}`
    stallholder.log = ''
    return stallholder
  }

  /** Starts the server and waits until it is ready. */
  async start() {
    const child = spawn(BINARY, [...this.flags, ...this.#where(), '--addr', `127.0.0.1:${this.port}`], {
      env: environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child = child
    this.ended = new Promise((ended) => child.once('exit', (code, signal) => ended({ code, signal })))
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (this.log += text))
    for (let tries = 0; tries < 1200; tries++) {
      if (child.exitCode !== null) throw new Error(`stallholder ended at its start:\n${this.log}`)
      const ready = await fetch(`${this.url}/readyz`).then((answer) => answer.ok).catch(() => false)
      if (ready) return this
      await pause(50)
    }
    throw new Error(`stallholder is not ready after a minute:\n${this.log}`)
  }

  /** SIGTERM: finishes what is under way. Gives the exit code. */
  async stop() {
    this.child.kill('SIGTERM')
    return (await this.ended).code
  }

  /** kill -9: no chance to finish anything. */
  async kill() {
    this.child.kill('SIGKILL')
    await this.ended
  }

  /** Stops if it still runs and takes the data folder away. */
  async clear() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.stop()
    await rm(this.data, { recursive: true, force: true })
  }

  /** Runs another subcommand on the same data, such as `ledger verify`; gives what it printed. */
  async run(subcommand, input = '') {
    const run = promisify(execFile)(BINARY, [...subcommand, ...this.#where()], { env: environment() })
    run.child.stdin.end(input)
    return (await run).stdout
  }

  /** Makes an admin with a password. */
  async createAdmin(email, password, isSuper = false) {
    const subcommand = ['admin', 'create', '--email', email]
    await this.run(isSuper ? [...subcommand, '--super'] : subcommand, `${password}\n`)
  }

  /** The texts of the mails that went to an address, the oldest first. */
  async mailsTo(email) {
    const folder = join(this.data, 'mail')
    const names = (await readdir(folder)).filter((name) => name.endsWith('.eml')).sort()
    const mails = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')))
    return mails.filter((mail) => mail.includes(`To: ${email}`)).map(decoded)
  }

  /** Waits for a mail to an address that a pattern fits, and gives the match. */
  async mailed(email, pattern) {
    for (let tries = 0; tries < 200; tries++) {
      const found = (await this.mailsTo(email)).reverse().map((mail) => pattern.exec(mail)).find(Boolean)
      if (found) return found
      await pause(50)
    }
    throw new Error(`no mail to ${email} fits ${pattern}`)
  }

  /** The newest six-digit code mailed to an address. */
  async codeFor(email) {
    return (await this.mailed(email, /\b(\d{6})\b/))[1]
  }

  #where() {
    return ['--data', this.data]
  }
}

/** Our settings come from flags; what the machine has set for others stays outside. */
function environment() {
  const { PATH, HOME, STALLHOLDER_JOURNEY_DATABASE: database } = process.env
  return { PATH, HOME, STALLHOLDER_RATE_LIMITS: 'off', ...(database ? { DATABASE_URL: database } : {}) }
}

export function pause(ms) {
  return new Promise((over) => setTimeout(over, ms))
}

function freePort() {
  return new Promise((found, failed) => {
    const server = createServer()
    server.once('error', failed)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => found(port))
    })
  })
}

/** A mail's plain text, out of its parts and its transfer encoding. */
function decoded(mail) {
  const boundary = /^content-type: multipart\/[^]*?boundary="([^"]+)"/im.exec(mail)?.[1]
  const parts = boundary ? mail.split(`--${boundary}`).slice(1) : [mail]
  const plain = (parts.find((part) => /^content-type: text\/plain/im.test(part)) ?? parts[0]).replace(/^\r\n/, '')
  const [head, ...rest] = plain.split('\r\n\r\n')
  const body = rest.join('\r\n\r\n')
  if (/^content-transfer-encoding: base64/im.test(head)) return Buffer.from(body, 'base64').toString('utf8')
  if (!/^content-transfer-encoding: quoted-printable/im.test(head)) return body
  const bytes = body.replace(/=\r\n/g, '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

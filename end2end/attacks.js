// Attacks on a server of one's own: many clients that hold on to what they have. After each, `/healthz` has to answer
// within a second and memory has to be bounded.
//
//   node end2end/attacks.js [clients]                  starts the built binary (STALLHOLDER_BINARY) on a fresh folder
//   node end2end/attacks.js [clients] http://… [pid]   attacks what runs there; loopback only
import net from 'node:net'
import { readFile } from 'node:fs/promises'
import { Stallholder } from './stallholder.js'

const clients = Number(process.argv[2] ?? 2000)
const SLOWEST_MS = 1000
const MOST_MB = 512
const HELD_S = 12

const own = process.argv[3] ? null : await Stallholder.create('--demo')
if (own) await own.start()
const url = new URL(process.argv[3] ?? own.url)
const pid = process.argv[4] ?? own?.child?.pid
if (!['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) throw new Error('attack a server of your own')

const wait = (ms) => new Promise((done) => setTimeout(done, ms))

/** Opens a connection and sends what `script` says; counts what became of it. */
function open(script, outcome) {
  return new Promise((opened) => {
    const socket = net.connect(Number(url.port), url.hostname)
    socket.on('connect', () => {
      outcome.opened++
      script(socket)
      opened(socket)
    })
    socket.on('data', (bytes) => {
      const status = /^HTTP\/1\.1 (\d+)/.exec(bytes.toString('latin1'))?.[1]
      if (status) outcome[status] = (outcome[status] ?? 0) + 1
    })
    socket.on('error', () => {
      outcome.broken = (outcome.broken ?? 0) + 1
      opened(socket)
    })
    socket.on('close', () => (outcome.closed = (outcome.closed ?? 0) + 1))
  })
}

async function health() {
  const asked = performance.now()
  const answer = await fetch(new URL('/healthz', url), { signal: AbortSignal.timeout(10_000) }).catch(() => null)
  return { alive: answer?.status === 200, ms: performance.now() - asked }
}

async function memoryMb() {
  if (!pid) return 0
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024
}

let failed = 0

/** One attack: holds the clients for a while and looks at health and memory meanwhile. */
async function attack(name, script, { quiet = false } = {}) {
  const outcome = { opened: 0 }
  const sockets = []
  for (let begun = 0; begun < clients; begun += 100) {
    const some = Array.from({ length: Math.min(100, clients - begun) }, () => open(script, outcome))
    sockets.push(...(await Promise.all(some)))
  }
  if (quiet) for (const socket of sockets) socket.pause()
  let [slowest, most, alive] = [0, 0, true]
  for (let second = 0; second < HELD_S; second++) {
    const asked = await health()
    slowest = Math.max(slowest, asked.ms)
    alive &&= asked.alive
    most = Math.max(most, await memoryMb())
    await wait(1000)
  }
  for (const socket of sockets) socket.destroy()
  await wait(500)
  const good = alive && slowest < SLOWEST_MS && most < MOST_MB
  if (!good) failed++
  console.log(
    `${good ? 'ok    ' : 'FAILED'} ${name}: /healthz ${alive ? `${slowest.toFixed(0)} ms at most` : 'does not answer'}, ` +
      `memory ${most.toFixed(0)} MB, ${JSON.stringify(outcome)}`,
  )
}

const head = (method, path, ...lines) => [`${method} ${path} HTTP/1.1`, 'host: x', ...lines, '', ''].join('\r\n')
const json = 'content-type: application/json'

await attack('half-open connections', (socket) => socket.write('GET / HTTP/1.1\r\nhost: x\r\n'))
await attack('silent connections', () => {})
await attack('a head that drips', (socket) => {
  socket.write('GET / HTTP/1.1\r\n')
  const drip = setInterval(() => socket.write('x: y\r\n'), 500)
  socket.on('close', () => clearInterval(drip))
})
await attack('heads of 380 KB', (socket) =>
  socket.write(`GET / HTTP/1.1\r\nhost: x\r\nx: ${'y'.repeat(380_000)}`),
)
await attack('unfinished bodies by length', (socket) =>
  socket.write(head('POST', '/auth/login', json, 'content-length: 16000') + ' '.repeat(15_000)),
)
await attack('bodies announced too large', (socket) =>
  socket.write(head('POST', '/auth/login', json, 'content-length: 3000000000') + ' '.repeat(15_000)),
)
await attack('unfinished bodies in chunks', (socket) => {
  socket.write(head('POST', '/auth/login', json, 'transfer-encoding: chunked'))
  const chunk = `1000\r\n${' '.repeat(4096)}\r\n`
  const drip = setInterval(() => socket.write(chunk), 1000)
  socket.on('close', () => clearInterval(drip))
})
await attack('unread answers', (socket) => socket.write(head('GET', '/login').repeat(20)), { quiet: true })
await attack('idle connections', (socket) => socket.write(head('GET', '/healthz')))

await own?.clear()
process.exit(failed ? 1 : 0)

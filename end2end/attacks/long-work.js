// Does long work starve what is short? Ten exports of a large shop at once, forty readers of the sitemap, a flood of
// sign-ins; meanwhile /healthz is asked every 20 ms, and the longest answer is printed.
//
//   cargo build && node end2end/attacks/long-work.js [target/debug/stallholder] [orders, 200000] [folder to keep]
//
// Needs no package. Exits 1 when /healthz took longer than a second.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = process.argv[2] ?? 'target/debug/stallholder'
const orders = process.argv[3] ?? '200000'
const folder = process.argv[4] ?? mkdtempSync(join(tmpdir(), 'long-work-'))
const PASSWORD = 'stallholder-seed'
const MOST_MS = 1000

const port = await new Promise((found) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address()
    server.close(() => found(port))
  })
})
const url = `http://127.0.0.1:${port}`
const env = { ...process.env, STALLHOLDER_DATA: folder, STALLHOLDER_ADDR: `127.0.0.1:${port}`, STALLHOLDER_RATE_LIMITS: 'off' }
delete env.DATABASE_URL

if (!existsSync(join(folder, 'stallholder.db'))) {
  const counts = ['--sellers', '1', '--products', '40000', '--orders', orders]
  const seeded = spawnSync(program, ['seed', ...counts], { env, stdio: 'inherit' })
  if (seeded.status !== 0) process.exit(2)
}
const serving = spawn(program, ['serve'], { env, stdio: 'ignore' })
const sleep = (ms) => new Promise((slept) => setTimeout(slept, ms))

/** Asks /healthz until `work` is done; the longest answer in ms. */
async function beside(name, work) {
  let isDone = false
  const began = performance.now()
  const done = work().finally(() => (isDone = true))
  let longest = 0
  let asked = 0
  while (!isDone) {
    const at = performance.now()
    await fetch(`${url}/healthz`).then((answer) => answer.text())
    longest = Math.max(longest, performance.now() - at)
    asked += 1
    await sleep(20)
  }
  const statuses = await done
  const counts = {}
  for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1
  const counted = Object.entries(counts).map(([status, count]) => `${count} × ${status}`)
  const took = ((performance.now() - began) / 1000).toFixed(1)
  console.log(`${name}: ${counted.join(', ')} in ${took} s; /healthz at most ${longest.toFixed(0)} ms (${asked} asked)`)
  return longest
}

/** Reads an answer to its end; its status, or `cut`. */
async function read(path, options) {
  try {
    const answer = await fetch(url + path, { redirect: 'manual', ...options })
    for await (const _ of answer.body ?? []) continue
    return answer.status
  } catch {
    return 'cut'
  }
}
const many = (count, path, options) => Promise.all(Array.from({ length: count }, (_, at) => read(path, options?.(at))))

let worst = 0
try {
  for (let tries = 0; ; tries += 1) {
    if ((await read('/healthz')) === 200) break
    if (tries > 300) throw new Error('the program does not start')
    await sleep(200)
  }
  const form = (email, password) => ({
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams({ email, password, _page: '/login' }),
  })
  const signedIn = await fetch(`${url}/do/accounts/sign-in`, { redirect: 'manual', ...form('owner1@seed.test', PASSWORD) })
  const cookie = signedIn.headers.getSetCookie().map((one) => one.split(';')[0]).join('; ')
  const asSeller = () => ({ headers: { cookie } })
  const works = {
    'ten exports of orders': () => many(10, '/orders?format=csv', asSeller),
    'ten exports of products': () => many(10, '/products?format=csv', asSeller),
    'ten PDFs of orders': () => many(10, '/orders?format=pdf', asSeller),
    'forty sitemaps': () => many(40, '/sitemaps/products-1.xml'),
    'two hundred wrong passwords': () => many(200, '/do/accounts/sign-in', (at) => form(`nobody${at}@seed.test`, 'wrong')),
    'exports that nobody reads on': async () => {
      const asked = Array.from({ length: 20 }, async () => {
        const gone = AbortSignal.timeout(300)
        return read('/products?format=csv', { ...asSeller(), signal: gone })
      })
      return Promise.all(asked)
    },
  }
  for (const [name, work] of Object.entries(works)) worst = Math.max(worst, await beside(name, work))
} finally {
  serving.kill('SIGTERM')
  await new Promise((ended) => serving.on('exit', ended))
  if (!process.argv[4]) rmSync(folder, { recursive: true, force: true })
}
if (worst > MOST_MS) {
  console.log(`/healthz took longer than ${MOST_MS} ms`)
  process.exit(1)
}

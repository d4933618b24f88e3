// Open sockets, and how soon each hears of an order: many sellers with some sockets each, orders at a steady rate.
//
//   node end2end/sockets.js [sockets=5000] [orders a second=100] [seconds=20] [sellers=100]
//
// Starts the built binary (STALLHOLDER_BINARY) on a seeded folder and prints memory per socket and the time from an
// order's answer (it is committed then) to each socket's message; negative ones count as 0.
import net from 'node:net'
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Stallholder, pause } from './stallholder.js'

const [sockets, rate, seconds, sellers] = [5000, 100, 20, 100].map((usual, at) => Number(process.argv[2 + at] ?? usual))
const PASSWORD = 'stallholder-seed'
const house = await Stallholder.create()
await house.run(['seed', '--sellers', `${sellers}`, '--products', `${sellers * 3}`, '--orders', `${sellers}`])
await house.start()

async function call(method, path, token, body) {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) }
  const answer = await fetch(house.url + path, { method, headers, body: body && JSON.stringify(body) })
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}
const signIn = async (email) => (await call('POST', '/auth/login', null, { email, password: PASSWORD })).token
const memoryKb = async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${house.child.pid}/status`, 'utf8'))[1])
const cpuMs = async () => {
  const fields = (await readFile(`/proc/${house.child.pid}/stat`, 'utf8')).split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

/** When an order was answered, and when sockets heard of it before that. */
const answered = new Map()
const early = new Map()
const delays = []
let heard = 0
let closed = 0

/** Opens a socket and reads its frames; a server's are short and not masked. */
function open(token) {
  return new Promise((opened, failed) => {
    const socket = net.connect(house.port, '127.0.0.1')
    let rest = Buffer.alloc(0)
    let isOpen = false
    const key = randomBytes(16).toString('base64')
    socket.write(`GET /api/v1/ws HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${token}\r\nconnection: Upgrade\r\n` +
      `upgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`)
    socket.on('error', failed)
    socket.on('close', () => closed++)
    socket.on('data', (bytes) => {
      rest = Buffer.concat([rest, bytes])
      if (!isOpen) {
        const end = rest.indexOf('\r\n\r\n')
        if (end < 0) return
        if (!rest.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) return failed(new Error(rest.toString()))
        rest = rest.subarray(end + 4)
        isOpen = true
        opened(socket)
      }
      while (rest.length >= 2) {
        const [start, length] = (rest[1] & 127) === 126 ? [4, rest.length >= 4 ? rest.readUInt16BE(2) : Infinity] : [2, rest[1] & 127]
        if (rest.length < start + length) return
        hear(socket, rest[0] & 15, rest.subarray(start, start + length))
        rest = rest.subarray(start + length)
      }
    })
  })
}

function hear(socket, kind, text) {
  if (kind === 9) return socket.write(Buffer.concat([Buffer.from([0x8a, 0x80]), Buffer.alloc(4)]))
  if (kind !== 1) return
  const now = performance.now()
  const { type, data } = JSON.parse(text)
  if (type !== 'order.placed') return
  heard++
  const since = answered.get(data.order_id)
  if (since === undefined) early.set(data.order_id, [...(early.get(data.order_id) ?? []), now])
  else delays.push(now - since)
}

const admin = await signIn('admin@seed.test')
const { key } = await call('POST', '/api/admin/api-keys', admin, { name: 'Sockets', scopes: ['orders:write'] })
const shops = []
for (let n = 1; n <= sellers; n++) {
  const token = await signIn(`owner${n}@seed.test`)
  const { data } = await call('GET', '/seller/products?status=active&limit=10', token)
  const variants = data.flatMap((product) => product.variants.map(({ variant_id, sku }) => ({ variant_id, sku })))
  if (variants.length) shops.push({ token, variants, me: await call('GET', '/api/v1/users/me', token) })
}
for (const shop of [...shops]) {
  const { status, currency } = await call('GET', `/seller/${shop.me.sellers[0].seller_id}`, shop.token)
  shop.currency = currency
  if (status !== 'approved') {
    shops.splice(shops.indexOf(shop), 1)
    continue
  }
  const items = shop.variants.map(({ sku }) => ({ sku, on_hand: 1_000_000 })).filter(({ sku }) => sku)
  await call('PUT', '/seller/inventory', shop.token, { items })
}
// What the sign-ins took goes back first.
await pause(8000)
const before = await memoryKb()
const held = []
for (let n = 0; n < sockets; n += 50) {
  const some = Array.from({ length: Math.min(50, sockets - n) }, (_, at) => open(shops[(n + at) % shops.length].token))
  held.push(...(await Promise.all(some)))
}
await pause(2000)
const after = await memoryKb()
console.log(`${held.length} sockets of ${shops.length} sellers: ${((after - before) / held.length).toFixed(1)} kB each (${Math.round(before / 1024)} to ${Math.round(after / 1024)} MB)`)

let sent = 0
const run = randomBytes(4).toString('hex')
const posts = []
const [began, cpu] = [performance.now(), await cpuMs()]
while (performance.now() - began < seconds * 1000) {
  for (; sent < ((performance.now() - began) / 1000) * rate; sent++) posts.push(order(sent))
  await pause(5)
}
await Promise.all(posts)
const took = (performance.now() - began) / 1000
const used = (await cpuMs()) - cpu
await pause(3000)
for (const [id, times] of early) for (const time of times) delays.push(Math.max(0, time - (answered.get(id) ?? time)))
delays.sort((one, other) => one - other)
const share = (part) => delays[Math.min(delays.length - 1, Math.floor(delays.length * part))]?.toFixed(0)
console.log(`${sent} orders in ${took.toFixed(1)} s (${(sent / took).toFixed(0)}/s asked ${rate}): ${heard} messages of ${sent * Math.floor(held.length / shops.length)} or more, ${closed} sockets closed`)
console.log(`from the order's answer to the message: p50 ${share(0.5)} ms, p99 ${share(0.99)} ms, longest ${share(1)} ms; ${(used / sent).toFixed(1)} ms of CPU an order; ${Math.round((await memoryKb()) / 1024)} MB`)
held.forEach((socket) => socket.destroy())
await house.clear()

async function order(n) {
  const shop = shops[n % shops.length]
  const body = {
    reference: `${run}-${n}`,
    placed_at: new Date().toISOString(),
    currency: shop.currency,
    buyer: { name: 'Ada Park', email: 'ada@example.test', phone: null },
    ship_to: { line1: '1 Quay', line2: null, city: 'Cork', region: null, postcode: 'T12', country: 'IE' },
    lines: [{ variant_id: shop.variants[n % shop.variants.length].variant_id, quantity: 1 }],
    payment: { status: 'paid', provider: 'stripe', reference: `pi_${run}_${n}` },
  }
  const placed = await call('POST', '/api/v1/storefront/orders', key, body)
  answered.set(placed.orders[0].order_id, performance.now())
}

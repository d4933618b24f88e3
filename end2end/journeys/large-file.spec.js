// Files and disks at their limits: what a seller sends may be large, and the disk it goes to may be full.
import { execFile } from 'node:child_process'
import { appendFile, readdir, readFile, rm, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from '../journey.js'
import { cart, openShop } from '../program.js'
import { pause, Stallholder } from '../stallholder.js'

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, 'no browser takes part')

const IMPORTS = '/seller/products/imports'
const ORDERS = '/api/v1/storefront/orders'
const HEADER = 'handle,title,sku,price,on_hand,description\n'

/** The text of a file of so many megabytes, a thousand rows of a kilobyte in each piece. */
function* rows(megabytes) {
  yield HEADER
  for (let piece = 0; piece < megabytes; piece++) {
    let text = ''
    for (let number = piece * 1000; number < piece * 1000 + 1000; number++) {
      text += `p${number},Product ${number},S${number},5.00,3,`.padEnd(1047, 'x') + '\n'
    }
    yield text
  }
}

/** The most memory a server has had so far, in megabytes. */
async function peak(stallholder) {
  const status = await readFile(`/proc/${stallholder.child.pid}/status`, 'utf8')
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)[1]) / 1024
}

test('a file of 200 MB comes in with flat memory', async ({ stallholder }) => {
  const { ann } = await openShop(stallholder)
  const before = await peak(stallholder)
  const { status, json } = await ann.upload(IMPORTS, rows(200))
  expect(status, JSON.stringify(json)).toBe(202)
  expect((await peak(stallholder)) - before).toBeLessThan(60)
  // While its rows are read nothing grows with them either.
  await expect(async () => {
    const report = await ann.get(`${IMPORTS}/${json.import_id}`)
    expect(report.rows).toBeGreaterThan(20_000)
  }).toPass({ timeout: 120_000 })
  expect((await peak(stallholder)) - before).toBeLessThan(90)
  await stallholder.kill()
})

test('a full disk refuses an upload whole, and an import goes on once there is room', async () => {
  const run = promisify(execFile)
  const stallholder = await Stallholder.create()
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', stallholder.data]).then(() => true, () => false)
  test.skip(!mounted, 'no small disk can be mounted here')
  const filler = join(stallholder.data, 'filler')
  try {
    await stallholder.start()
    const { ann, seller, shop } = await openShop(stallholder)
    await ann.post('/seller/products', { name: 'Mug', price: 20, stock: 1000, sku: 'MUG' })
    const lines = [{ seller_id: seller, sku: 'MUG', quantity: 1 }]

    const refused = await ann.upload(IMPORTS, rows(80))
    expect(refused.status).toBe(503)
    expect(JSON.stringify(refused.json)).toContain('no space')
    const kept = await readdir(join(stallholder.data, 'files'), { recursive: true, withFileTypes: true })
    expect(kept.filter((entry) => entry.isFile())).toEqual([])
    expect((await ann.get(IMPORTS)).data).toEqual([])

    const products = 8000
    const file = Array.from({ length: products }, (_, number) => `b${number},Bowl ${number},B${number},10,5,\n`)
    const { json } = await ann.upload(IMPORTS, [HEADER, ...file])
    const report = () => ann.get(`${IMPORTS}/${json.import_id}`)
    while ((await report()).created < 50) await pause(20)
    // All that is left, to the last block, as often as something more is let go; meanwhile people go on ordering.
    let refusal, taken = 0
    for (let tries = 0; refusal === undefined && tries < 200; tries++) {
      const { bavail, bsize } = await statfs(stallholder.data)
      await appendFile(filler, Buffer.alloc(bavail * bsize)).catch(() => {})
      const answer = await shop.call('POST', ORDERS, cart(`WEB-${tries}`, lines))
      if (answer.status === 201) taken++
      else refusal = answer
    }
    expect(refusal.status, refusal.text).toBe(503)
    expect(refusal.text).toContain('no space')
    expect((await report()).status).toBe('running')

    await rm(filler)
    await expect(async () => expect((await report()).status).toBe('done')).toPass({ timeout: 240_000 })
    expect(await report()).toMatchObject({ products, created: products, failed: 0 })
    await shop.post(ORDERS, cart('WEB-last', lines))
    const { data: [mug] } = await ann.get('/seller/products?q=mug')
    expect(mug.variants[0].available).toBe(1000 - taken - 1)
  } finally {
    await stallholder.kill().catch(() => {})
    await run('umount', [stallholder.data])
    await stallholder.clear()
  }
})

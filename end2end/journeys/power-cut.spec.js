// The machine loses power in the middle: what was acknowledged is there, and nothing is there twice.
import { expect, test } from '../journey.js'
import { cart, openShop } from '../program.js'
import { pause } from '../stallholder.js'

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, 'no browser takes part')

test('kill -9 during a burst of orders keeps each acknowledged order once', async ({ stallholder }) => {
  const { ann, seller, shop } = await openShop(stallholder)
  await ann.post('/seller/products', { name: 'Mug', price: 20, stock: 1000, sku: 'MUG' })
  const lines = [{ seller_id: seller, sku: 'MUG', quantity: 1 }]
  const carts = Array.from({ length: 60 }, (_, number) => cart(`WEB-${number}`, lines))
  const acknowledged = new Set()
  const burst = Promise.allSettled(carts.map(async (one) => {
    const { status } = await shop.call('POST', '/api/v1/storefront/orders', one)
    if (status === 201) acknowledged.add(one.reference)
  }))
  while (acknowledged.size < 5) await pause(2)
  await stallholder.kill()
  await burst
  await stallholder.start()
  for (const one of carts) {
    const { status } = await shop.call('POST', '/api/v1/storefront/orders', one)
    expect(status, one.reference).toBe(acknowledged.has(one.reference) ? 200 : status === 200 ? 200 : 201)
  }
  const { data } = await ann.get('/seller/orders?limit=200')
  expect(data).toHaveLength(carts.length)
  const { data: [mug] } = await ann.get('/seller/products')
  expect(mug.variants[0].available).toBe(1000 - carts.length)
  const { pending } = await ann.get('/seller/transactions/wallet')
  expect(pending).toBe(carts.length * 18)
  await stallholder.run(['ledger', 'verify'])
})

test('kill -9 during an import takes each product in once', async ({ stallholder }) => {
  const { ann } = await openShop(stallholder)
  const products = 400
  const rows = Array.from({ length: products }, (_, number) => `bowl-${number},BOWL-${number},Bowl ${number},10.00,USD,active,5`)
  const file = ['slug,sku,name,price,currency,status,inventory_count', ...rows].join('\n')
  const form = new FormData()
  form.set('file', new Blob([file], { type: 'text/csv' }), 'bowls.csv')
  const answer = await fetch(`${stallholder.url}/seller/products/imports`, {
    method: 'POST', headers: { authorization: `Bearer ${ann.token}` }, body: form,
  })
  expect(answer.status).toBe(202)
  const { import_id: id } = await answer.json()
  let report
  do report = await ann.get(`/seller/products/imports/${id}`)
  while (report.created < 5 && report.status !== 'done')
  await stallholder.kill()
  await stallholder.start()
  await expect(async () => {
    report = await ann.get(`/seller/products/imports/${id}`)
    expect(report.status).toBe('done')
  }).toPass({ timeout: 120_000 })
  expect(report).toMatchObject({ rows: products, products, created: products, failed: 0 })
  const seen = new Set()
  for (let after = ''; after !== null; ) {
    const { data, next } = await ann.get(`/seller/products?limit=200&after=${after}`)
    for (const product of data) {
      expect(seen.has(product.name)).toBe(false)
      seen.add(product.name)
    }
    after = next
  }
  expect(seen.size).toBe(products)
})

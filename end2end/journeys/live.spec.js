// A seller with a list of orders open: what happens appears on it, and what they are at stays.
import { expect, test } from '../journey.js'
import { Program, cart } from '../program.js'

test.use({ flags: ['--demo'] })

const DEMO = 'stallholder-demo'

test('a new order appears on an open list, and what is typed and picked stays', async ({ person, stallholder }) => {
  test.skip(test.info().project.name === 'plain', 'a page without script is read again by hand')
  const seller = await person('seller')
  seller.email = 'seller@demo.test'
  await seller.signIn(DEMO)
  const api = await new Program(stallholder.url).signIn('seller@demo.test', DEMO)
  const admin = await new Program(stallholder.url).signIn('admin@demo.test', DEMO)
  const { key } = await admin.post('/api/admin/api-keys', { name: 'Live', scopes: ['orders:write'] })
  const storefront = new Program(stallholder.url, key)
  const { data } = await api.get('/seller/products?status=active&limit=200')
  const [variant] = data.flatMap((product) => product.variants).filter((variant) => variant.available > 5)
  const order = async (reference) => {
    const placed = await storefront.post('/api/v1/storefront/orders', cart(reference, [{ variant_id: variant.variant_id, quantity: 1 }]))
    return placed.orders[0].order_id
  }

  await seller.open('/orders')
  const { page } = seller
  await page.evaluate(() => (window.isTheSamePage = true))
  const picked = page.locator('main tbody .pick input').nth(2)
  await picked.check()
  const id = await picked.inputValue()
  const search = page.locator('main input[name=q]').first()
  await search.fill('half a wo')
  const first = await order('LIVE-1')
  await expect(page.locator(`main tbody a[href="/orders/${first}"]`).first()).toBeVisible()
  await expect(search).toHaveValue('half a wo')
  await expect(search).toBeFocused()
  await expect(page.locator(`main tbody .pick input[value="${id}"]`)).toBeChecked()

  // One that is open says so when somebody else ships it, and keeps the note that is being written.
  const second = await order('LIVE-2')
  await seller.open(`/orders/${second}`)
  const note = page.getByLabel('Private note')
  await note.fill('Wrap it')
  await page.evaluate(() => (window.isTheSamePage = true))
  await api.post(`/seller/orders/${second}/shipments`, { carrier: 'DHL', tracking_number: 'LIVE-TRACK' })
  await expect(page.locator('main')).toContainText('LIVE-TRACK')
  await expect(note).toHaveValue('Wrap it')
  expect(await page.evaluate(() => window.isTheSamePage)).toBe(true)

  // A page left open while the server was away catches up.
  await seller.open('/orders')
  await page.evaluate(() => (window.isTheSamePage = true))
  await stallholder.stop()
  await stallholder.start()
  const third = await order('LIVE-3')
  await expect(page.locator(`main tbody a[href="/orders/${third}"]`).first()).toBeVisible({ timeout: 30_000 })
  expect(await page.evaluate(() => window.isTheSamePage)).toBe(true)
  seller.complaints = seller.complaints.filter((complaint) => !/WebSocket|ERR_CONNECTION_REFUSED/.test(complaint))
})

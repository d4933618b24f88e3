// Someone who has a look at the demo, on a phone.
import { expect, test } from '../journey.js'

test.use({ flags: ['--demo'], viewport: { width: 390, height: 844 } })

const DEMO = 'stallholder-demo'

test('the demo is a living shop, on a phone too', async ({ person }) => {
  const seller = await person('seller', { viewport: { width: 390, height: 844 } })
  seller.email = 'seller@demo.test'
  await seller.signIn(DEMO)
  for (const path of ['/dashboard', '/orders', '/products', '/wallet', '/wallet/payouts', '/analytics', '/support', '/settings', '/ui']) {
    await seller.open(path)
    await seller.look(path)
  }
  await seller.open('/dashboard')
  await seller.picture('dashboard-phone')
  await seller.picture('dashboard-light', { viewport: { width: 1280, height: 800 }, inReadme: true })
  await seller.open('/orders?status=to_ship')
  await seller.page.locator('main tbody tr a').first().click()
  await expect(seller.page).toHaveURL(/\/orders\/ord_/)
  await seller.look('an order of the demo')
  await seller.picture('order-phone-dark', { colorScheme: 'dark', inReadme: true })
  const waiting = await person('new')
  waiting.email = 'new@demo.test'
  await waiting.signIn(DEMO)
  await waiting.reads('is waiting for approval')
  const admin = await person('admin')
  admin.email = 'admin@demo.test'
  await admin.signIn(DEMO)
  for (const path of ['/admin', '/admin/sellers', '/admin/tickets', '/admin/payouts']) {
    await admin.open(path)
    await admin.look(path)
  }
})

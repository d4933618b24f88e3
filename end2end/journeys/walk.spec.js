// A seller's day, from registration to the monthly report, with everyone who has a part in it.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, PASSWORD, test } from '../journey.js'
import { cart } from '../program.js'

const OURS = fileURLToPath(new URL('../fixtures/spree-products.csv', import.meta.url))
const SHARED = fileURLToPath(new URL('../../../shared/samples/spree_sample_products.csv', import.meta.url))

/** Uploads a file of products and waits for what comes of it. */
async function imports(seller, file) {
  const { page } = seller
  await seller.open('/products/imports')
  await page.locator('input[name=file]').setInputFiles(file)
  await page.locator('form:has(input[name=file]) button').first().click()
  await expect(page).toHaveURL(/\/products\/imports\/imp_/)
  await seller.look('what the columns of a file are taken for')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(page.locator('main')).toContainText('Rows')
  await expect(async () => {
    await page.reload()
    await expect(page.locator('main')).not.toContainText(/Queued|Reading the file|Importing products/, { timeout: 300 })
  }).toPass({ timeout: 60_000 })
  const id = page.url().match(/imp_\w+/)[0]
  return (await seller.program.get(`/seller/products/imports/${id}`))
}

test("a seller's day, end to end", async ({ person, program, stallholder }) => {
  await stallholder.createAdmin('admin@example.test', PASSWORD)
  await stallholder.createAdmin('super@example.test', PASSWORD, true)
  const [ann, bob, admin, superAdmin] = [await person('ann'), await person('bob'), await person('admin'), await person('super')]

  await test.step('two shops register and verify their addresses', async () => {
    await ann.register('Harbour Pottery')
    await bob.register('Bob & Sons')
  })

  await test.step('an admin approves them', async () => {
    await admin.signIn()
    for (const shop of ['Harbour Pottery', 'Bob & Sons']) {
      await admin.open('/admin/sellers?status=pending')
      await admin.look('waiting shops')
      await admin.follow(shop)
      await admin.look('a waiting shop')
      await admin.press('Approve')
      await admin.reads('Approved')
    }
    await stallholder.mailed(ann.email, /can now sell/)
  })

  await test.step('the super admin lets money go at delivery, and makes a key for the storefront', async () => {
    await superAdmin.signIn()
    await superAdmin.open('/admin/policy')
    await superAdmin.look('policy')
    await superAdmin.page.locator('[name=hold_days]').fill('0')
    await superAdmin.page.locator('[name=unproven_hold_days]').fill('0')
    await superAdmin.press('Save')
    await expect(superAdmin.page.locator('[name=unproven_hold_days]')).toHaveValue('0')
    await superAdmin.open('/admin/api-keys')
    await superAdmin.page.locator('[name=name]').fill('The storefront')
    await superAdmin.page.locator('input[name^=scopes]').first().check()
    await superAdmin.press('Create key')
    await superAdmin.look('a new key')
    superAdmin.key = (await superAdmin.page.locator('main').textContent()).match(/sk_[0-9a-f]+/)[0]
  })

  await test.step('the sellers add products, by form and by file', async () => {
    for (const seller of [ann, bob]) {
      await seller.signIn()
      seller.program = await program().signIn(seller.email, PASSWORD)
    }
    await ann.open('/dashboard')
    await ann.look('an empty dashboard')
    await ann.open('/products')
    await ann.look('no products')
    await ann.open('/products/new')
    await ann.look('a new product')
    await ann.page.locator('[name=name]').fill('Blue mug')
    await ann.page.locator('[name=price]').fill('-1')
    await ann.press('Add product')
    await expect(ann.page.locator('[name=name]')).toHaveValue('Blue mug')
    await expect(ann.page.locator('[name=price]')).toHaveValue('-1')
    await ann.look('a refused product')
    await ann.page.locator('[name=price]').fill('20.00')
    await ann.page.locator('[name=sku]').fill('MUG-BLUE')
    await ann.page.locator('[name=stock]').fill('10')
    await ann.press('Add product')
    await ann.reads('Blue mug')
    await ann.look('a product')
    const taken = await imports(ann, OURS)
    expect(taken).toMatchObject({ status: 'done', rows: 5, products: 3, created: 3, failed: 0 })
    await ann.look('an import')
    await ann.open('/products')
    await ann.reads('Speckled bowl')
    await ann.look('products')
    await ann.picture('products')
    await bob.program.post('/seller/products', { name: 'Spoon', price: 15, stock: 5, sku: 'SPOON' })
  })

  const shop = program(superAdmin.key)
  const mug = { seller_id: ann.program.seller, sku: 'MUG-BLUE' }
  await test.step('a storefront sends orders in', async () => {
    for (const seller of [ann, bob]) {
      const { sellers } = await seller.program.get('/api/v1/users/me')
      seller.id = sellers[0].seller_id
    }
    mug.seller_id = ann.id
    const both = cart('WEB-1', [{ ...mug, quantity: 2 }, { seller_id: bob.id, sku: 'SPOON', quantity: 1 }], { shipping: 5 })
    const { orders } = await shop.post('/api/v1/storefront/orders', both)
    expect(orders).toHaveLength(2)
    expect(orders.reduce((sum, order) => sum + Math.round(order.total * 100), 0)).toBe(6000)
    const again = await shop.expect(200, 'POST', '/api/v1/storefront/orders', both)
    expect(again.orders.map((order) => order.order_id)).toEqual(orders.map((order) => order.order_id))
    await shop.post('/api/v1/storefront/orders', cart('WEB-2', [{ ...mug, quantity: 1 }]))
  })

  await test.step('both see their part; ann ships one and cancels the other', async () => {
    const total = '$43.64'
    for (const [seller, number] of [[ann, 2], [bob, 1]]) {
      await seller.open('/orders')
      await expect(seller.page.locator('main tbody tr')).toHaveCount(number)
    }
    await ann.reads(total)
    await ann.look('orders')
    await ann.picture('orders')
    const { data: orders } = await ann.program.get('/seller/orders')
    const [first, second] = ['WEB-1', 'WEB-2'].map((reference) => orders.find((order) => order.reference === reference) ?? orders[reference === 'WEB-2' ? 0 : 1])
    await ann.open(`/orders/${first.order_id}`)
    await ann.look('an order')
    await ann.picture('order')
    await ann.page.locator('[name=carrier]').fill('An Post')
    await ann.page.locator('[name=tracking_number]').fill('CP123456789IE')
    await ann.press('Ship')
    await ann.reads('Shipped')
    await ann.page.locator('form:has(input[name=status][value=delivered]) button').first().click()
    await ann.reads('Delivered')
    await ann.look('a delivered order')
    await ann.open(`/orders/${second.order_id}`)
    await ann.page.locator('#cancel summary').first().click()
    await ann.page.locator('#cancel [name=reason]').fill('It broke in the kiln')
    await ann.press('Cancel selected pieces')
    await ann.reads('Cancelled')
    await ann.look('a cancelled order')
    await bob.open('/orders')
    await bob.page.locator('main tbody tr a').first().click()
    await bob.press('Ship')
    await bob.reads('Shipped')
    // Another seller's order is not there.
    await bob.open(`/orders/${first.order_id}`, 404)
  })

  await test.step('wallet, dashboard and order list say the same', async () => {
    await expect(async () => {
      const wallet = await ann.program.get('/seller/transactions/wallet')
      expect(wallet).toMatchObject({ pending: 0, in_payout: 0, debt: 0 })
      expect(wallet.available).toBe(39.64)
    }).toPass()
    await ann.open('/wallet')
    await ann.reads('$39.64')
    await ann.look('wallet')
    await ann.picture('wallet')
    await ann.open('/dashboard')
    await ann.reads('$43.64')
    await ann.look('dashboard')
    await ann.picture('dashboard')
    await ann.picture('dashboard-dark', { colorScheme: 'dark' })
    await ann.open('/analytics')
    await ann.reads('$43.64')
    await ann.look('analytics')
    expect(await stallholder.run(['ledger', 'verify'])).toBeTruthy()
  })

  await test.step('ann asks for a payout and an admin settles it', async () => {
    await ann.confirmAgain('/wallet/payouts')
    await ann.look('payouts, none yet')
    await ann.page.locator('[name=account_holder]').fill('Ann Harbour')
    await ann.page.locator('[name=iban]').fill('GB33BUKB20201555555555')
    await ann.press('Add payout method')
    await ann.page.locator('[name=amount]').fill('1000')
    await ann.press('Withdraw')
    await expect(ann.page.locator('[name=amount]')).toHaveValue('1000')
    await ann.look('a refused payout')
    await ann.page.locator('[name=amount]').fill('30.00')
    await ann.press('Withdraw')
    await ann.reads('$30.00')
    await admin.confirmAgain('/admin/payouts')
    await admin.look('payouts to settle')
    await admin.page.locator('form:has(input[value=paid]) [name=reference]').fill('BANK-77')
    await admin.press('Mark as paid')
    await ann.open('/wallet/payouts')
    await ann.reads('Paid')
    await ann.look('a paid payout')
    expect((await ann.program.get('/seller/transactions/wallet')).available).toBe(9.64)
  })

  await test.step('ann opens a ticket and an admin answers', async () => {
    await ann.open('/support/new')
    await ann.look('a new ticket')
    await ann.page.locator('[name=subject]').fill('Where is my label?')
    await ann.page.locator('[name=body]').fill('The printer ate it.\n\nCan I get another?')
    await ann.press('Open ticket')
    await ann.reads('The printer ate it.')
    await admin.open('/admin/tickets')
    await admin.look('tickets')
    await admin.follow('Where is my label?')
    await admin.page.locator('[name=body]').fill('Print it again from the order.')
    await admin.press('Send')
    await admin.look('a ticket, by an admin')
    await ann.open('/support')
    await ann.look('support')
    await ann.follow('Where is my label?')
    await ann.reads('Print it again from the order.')
    await ann.look('an answered ticket')
  })

  await test.step('ann downloads the orders as CSV and the month as PDF', async () => {
    // A file with buyers in it asks for the password when the sign-in is a while ago.
    await ann.confirmAgain('/orders')
    const browser = ann.page.context().request
    const csv = await browser.get('/orders?format=csv')
    expect(csv.headers()['content-type']).toContain('text/csv')
    expect(await csv.text()).toContain('43.64')
    const pdf = await browser.get('/analytics?format=pdf')
    expect(pdf.headers()['content-type']).toContain('application/pdf')
    expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-')
  })

  await test.step('the rest of the rooms', async () => {
    for (const path of ['/settings', '/settings/approval', '/settings/security', '/settings/api-keys', '/settings/account', '/wallet/payouts', '/products/imports', '/support']) {
      await ann.open(path)
      await ann.look(path)
    }
    for (const path of ['/admin', '/admin/sellers', '/admin/api-keys', '/admin/checklist', '/admin/users', '/admin/audit', '/admin/permissions']) {
      await superAdmin.open(path)
      await superAdmin.look(path)
    }
  })
})

test("Spree's own sample comes in whole", async ({ person, program, stallholder }) => {
  test.skip(!existsSync(SHARED), 'the shared sample is not beside this checkout')
  await stallholder.createAdmin('admin@example.test', PASSWORD)
  const [ann, admin] = [await person('ann'), await person('admin')]
  await ann.register('Harbour Pottery')
  await admin.signIn()
  await admin.open('/admin/sellers?status=pending')
  await admin.follow('Harbour Pottery')
  await admin.press('Approve')
  await ann.signIn()
  ann.program = await program().signIn(ann.email, PASSWORD)
  const taken = await imports(ann, SHARED)
  expect(taken).toMatchObject({ status: 'done', rows: 211, products: 37, created: 37, failed: 0 })
})

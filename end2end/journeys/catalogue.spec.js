// A seller who keeps the assortment: a product with variants and a picture, counted stock, a change of many, undone;
// an admin who keeps the categories and looks at what is new; a buyer who sees it.
import { expect, test } from '../journey.js'

test.use({ flags: ['--demo'] })

const DEMO = 'stallholder-demo'
// A small grey square.
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAATklEQVR42u3PMQ0AAAgDsPkXsAezSOAmaVIDTTuvRUBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEDgshVqcaVtECYhAAAAAElFTkSuQmCC',
  'base64',
)

test('a product with variants is made, pictured, counted, changed with others, and seen', async ({ person }) => {
  const [ann, boss, buyer] = [await person('ann'), await person('boss'), await person('buyer')]
  ann.email = 'seller@demo.test'
  boss.email = 'super@demo.test'

  await test.step('the product is made, each variant with its price', async () => {
    await ann.signIn(DEMO)
    await ann.open('/products/new')
    await ann.page.locator('[name=name]').fill('Striped scarf')
    await ann.page.locator('[name="options[0][name]"]').fill('Colour')
    await ann.page.locator('[name="options[0][values]"]').fill('Sand, Ink')
    await ann.press('Generate variants')
    await expect(ann.page.locator('[name=name]')).toHaveValue('Striped scarf')
    await ann.page.locator('[name="variants[0][price]"]').fill('30.00')
    await ann.page.locator('[name="variants[1][price]"]').fill('32.00')
    await ann.page.locator('[name="variants[1][stock]"]').fill('4')
    await ann.look('a new product with variants')
    await ann.press('Add product')
    await expect(ann.page).toHaveURL(/\/products\/prod_/)
    ann.product = new URL(ann.page.url()).pathname
  })

  await test.step('it gets a picture', async () => {
    await ann.page.locator('input[type=file]').setInputFiles({ name: 'scarf.png', mimeType: 'image/png', buffer: PICTURE })
    await ann.page.locator('form:has(input[type=file]) button', { hasText: 'Upload' }).click()
    await expect(async () => {
      await ann.open(ann.product)
      await expect(ann.page.locator('main img').first()).toBeVisible({ timeout: 300 })
    }).toPass({ timeout: 30_000 })
    await ann.look('a product with a picture')
    await ann.picture('product')
  })

  await test.step('its stock is counted', async () => {
    await ann.open('/products/inventory?q=scarf')
    await expect(ann.page.locator('main tbody tr')).toHaveCount(2)
    await ann.look('inventory')
    const count = ann.page.locator('main tbody tr', { hasText: 'Ink' }).locator('input[type=text], input[inputmode]').first()
    await count.fill('+3')
    await ann.press('Save')
    await ann.open('/products/inventory?q=scarf')
    await expect(ann.page.locator('main tbody tr', { hasText: 'Ink' }).locator('input[type=text], input[inputmode]').first()).toHaveValue('7')
    await ann.open('/products/locations')
    await ann.look('locations')
    await ann.open('/products/inventory/sheets')
    await ann.look('counts by file')
  })

  await test.step('all that match become dearer, and cheaper again', async () => {
    await ann.open('/products/bulk?filter=%2Fproducts%3Fq%3Dscarf')
    await ann.look('a change of many')
    await ann.page.locator('[name=price_how]').selectOption({ index: 1 })
    await ann.page.locator('[name=price]').fill('50')
    await ann.press('Preview changes')
    await ann.look('what a change would do')
    await ann.page.locator('main form button').last().click()
    await expect(ann.page).toHaveURL(/\/products\/bulk\/\w+/)
    await expect(async () => {
      await ann.page.reload()
      await expect(ann.page.getByRole('button', { name: 'Undo bulk edit' })).toBeVisible({ timeout: 300 })
    }).toPass({ timeout: 30_000 })
    await ann.look('a change that is done')
    await ann.press('Undo bulk edit')
    await expect(async () => {
      await ann.open(ann.product)
      await expect(ann.page.locator('[name="variants[0][price]"]')).toHaveValue('30.00', { timeout: 300 })
    }).toPass({ timeout: 30_000 })
    for (const path of ['/products/bulk', '/products/grid', '/products?q=scarf', '/products?stock=out']) {
      await ann.open(path)
      await ann.look(path)
    }
  })

  await test.step('a search finds while it is typed', async () => {
    const { page } = ann
    const [search, rows] = [page.locator('main [name=q]'), page.locator('main tbody tr')]
    await ann.open('/products')
    const all = await rows.count()
    if (!ann.hasScript) {
      await search.fill('scarf')
      await ann.press('Apply')
      return expect(rows).toHaveCount(1)
    }
    // What is asked first is answered last.
    const slow = /[?&]q=s(&|$)/
    await page.route(slow, async (route) => {
      await page.waitForTimeout(1500)
      await route.continue().catch(() => {})
    })
    await search.pressSequentially('s')
    await page.waitForTimeout(300)
    await search.pressSequentially('carf', { delay: 20 })
    const isThere = async () => {
      await expect(rows).toHaveCount(1)
      await expect(page).toHaveURL(/\/products\?q=scarf$/)
    }
    await isThere()
    await page.waitForTimeout(1600)
    await isThere()
    await expect(search).toBeFocused()
    await expect(search).toHaveValue('scarf')
    await page.unroute(slow)
    await page.goBack()
    await expect(page).toHaveURL(/\/products$/)
    await expect(search).toHaveValue('')
    await expect(rows).toHaveCount(all)
    await page.goForward()
    await isThere()
    await expect(search).toHaveValue('scarf')
    // A link within the page loads nothing.
    let loaded = 0
    page.on('request', (request) => (loaded += request.isNavigationRequest() ? 1 : 0))
    await page.locator('a[href="#main"]').focus()
    await page.keyboard.press('Enter')
    await expect(page.locator('#main')).toBeFocused()
    await page.waitForTimeout(300)
    expect(loaded).toBe(0)
  })

  await test.step('a filter is saved as a view, renamed, changed, deleted and brought back', async () => {
    const tab = (name) => ann.page.locator('.tabs').getByRole('link', { name, exact: true })
    const current = (name) => expect(tab(name)).toHaveAttribute('aria-current', 'page')
    const open = (name) => ann.page.locator('summary', { hasText: name }).click()
    await ann.open('/products?q=scarf&stock=in')
    await open('Save this view')
    await ann.look('a view to be saved')
    await ann.fill({ 'View name': 'Scarves' })
    await ann.press('Save view')
    await current('Scarves')
    await ann.open('/products')
    await tab('Scarves').click()
    await current('Scarves')
    await ann.look('a saved view')
    await open('Rename')
    await ann.fill({ 'View name': 'Warm things' })
    await ann.press('Rename view')
    await current('Warm things')
    await ann.page.getByRole('link', { name: 'Remove filter “scarf”' }).click()
    await ann.look('a view that was changed')
    await ann.press('Update “Warm things”')
    await current('Warm things')
    await expect(ann.page).toHaveURL(/\/products\?stock=in&view=viw_/)
    await ann.press('Delete view')
    await ann.reads('View “Warm things” deleted.')
    await expect(tab('Warm things')).toHaveCount(0)
    await ann.press('Undo')
    await current('Warm things')
    await ann.open('/orders?q=a')
    await open('Save this view')
    await ann.fill({ 'View name': 'By name' })
    await ann.press('Save view')
    await current('By name')
    await ann.look('a saved view of orders')
  })

  await test.step('a file is looked at before it is taken', async () => {
    await ann.open('/products/imports')
    const file = { name: 'wool.csv', mimeType: 'text/csv', buffer: Buffer.from('Label,Cost of it\nWool hat,19.00\n') }
    await ann.page.locator('input[name=file]').setInputFiles(file)
    await ann.page.locator('form:has(input[name=file]) button').first().click()
    await expect(ann.page).toHaveURL(/\/products\/imports\/imp_/)
    await ann.look('columns that nobody knows')
    await ann.page.locator('[name="fields[0]"]').selectOption('title')
    await ann.page.locator('[name="fields[1]"]').selectOption('price')
    await ann.press('Check first')
    await expect(async () => {
      await ann.page.reload()
      await expect(ann.page.getByRole('button', { name: 'Import now' })).toBeVisible({ timeout: 300 })
    }).toPass({ timeout: 30_000 })
    await ann.look('a dry run')
    await ann.press('Import now')
    await expect(async () => {
      await ann.open('/products?q=wool+hat')
      await expect(ann.page.locator('main tbody tr')).toHaveCount(1, { timeout: 300 })
    }).toPass({ timeout: 30_000 })
  })

  await test.step('an admin keeps the tree and sees what waits', async () => {
    await boss.signIn(DEMO)
    await boss.open('/admin/categories')
    await boss.look('categories')
    await boss.open('/admin/products')
    await boss.look('nothing waits')
    await boss.open('/admin/policy')
    await boss.page.locator('[name=product_review]').selectOption('new')
    await boss.press('Save')
    await expect(boss.page.locator('[name=product_review]')).toHaveValue('new')
    await ann.open('/products/new')
    await ann.page.locator('[name=name]').fill('Felt slippers')
    await ann.page.locator('[name=price]').fill('40.00')
    await ann.page.locator('[name=stock]').fill('2')
    await ann.press('Add product')
    await expect(ann.page).toHaveURL(/\/products\/prod_/)
    await ann.look('a product that waits')
    await buyer.open('/shop/harbour-pine/felt-slippers', 404)
    await boss.open('/admin/products')
    await boss.look('what waits')
    await boss.follow('Felt slippers')
    await boss.look('a product to decide on')
    await boss.press('Approve')
    await buyer.open('/shop/harbour-pine/felt-slippers')
  })

  await test.step('a buyer sees it', async () => {
    await buyer.open('/shop/harbour-pine')
    await buyer.look('a shop')
    await buyer.follow('Striped scarf')
    await buyer.reads('$32.00')
    await buyer.look('a product in the shop')
    expect((await buyer.page.request.get('/sitemap.xml')).status()).toBe(200)
    await buyer.open('/shop/harbour-pine/nothing-here', 404)
  })
})

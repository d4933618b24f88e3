// Someone who registers clumsily: every mistake gives back what was typed.
import { expect, PASSWORD, test } from '../journey.js'

test('a newcomer registers, mistyping on the way, and gets in', async ({ person, stallholder }) => {
  const new_ = await person('newcomer')
  const { page } = new_

  await test.step('a form that fails gives back what was typed, but no password', async () => {
    await new_.open('/register')
    await new_.look('registration')
    await new_.fill({ 'Shop name': 'Späte Töpferei', Email: 'not-an-address@', Password: 'short' })
    await page.locator('[name=country]').selectOption('AT')
    await page.locator('[name=currency]').selectOption('EUR')
    // The browser would refuse the address itself; the server must too.
    await page.locator('form').first().evaluate((form) => form.setAttribute('novalidate', ''))
    const [answer] = await Promise.all([page.waitForResponse((answer) => answer.request().method() === 'POST'), new_.press('Register')])
    expect(answer.status()).toBe(422)
    await expect(page.getByLabel('Shop name')).toHaveValue('Späte Töpferei')
    await expect(page.getByLabel('Email')).toHaveValue('not-an-address@')
    await expect(page.getByLabel('Password')).toHaveValue('')
    await expect(page.locator('[name=country]')).toHaveValue('AT')
    await expect(page.locator('[name=currency]')).toHaveValue('EUR')
    await new_.reads('A password needs at least 8 characters.')
    await new_.look('refused registration')
  })

  await test.step('mended, it goes through', async () => {
    await new_.fill({ Email: new_.email, Password: PASSWORD })
    await page.getByLabel('I accept the terms').check()
    await new_.press('Register')
    await expect(page).toHaveURL(/\/verify/)
  })

  await test.step('a wrong code is refused, the mailed one taken', async () => {
    const code = await stallholder.codeFor(new_.email)
    await new_.fill({ Code: code === '111111' ? '222222' : '111111' })
    await new_.press('Verify')
    await expect(page.getByLabel('Email').first()).toHaveValue(new_.email)
    await new_.look('refused code')
    await new_.fill({ Code: code })
    await new_.press('Verify')
    await expect(page).toHaveURL(/\/login/)
  })

  await test.step('a wrong password is refused, the right one leads to where they wanted', async () => {
    await page.goto('/settings')
    await expect(page).toHaveURL(/\/login\?next=/)
    await new_.look('sign-in')
    await new_.fill({ Email: new_.email, Password: 'not my password' })
    await new_.press('Sign in')
    await new_.reads('Wrong email address or password.')
    await expect(page.getByLabel('Email')).toHaveValue(new_.email)
    await new_.fill({ Password: PASSWORD })
    await new_.press('Sign in')
    await expect(page).toHaveURL(/\/settings$/)
    await new_.reads('is waiting for approval')
  })
})

test('a form posted from another site changes nothing', async ({ person, stallholder, request }) => {
  const ann = await person('ann')
  await ann.register('Shop of Ann')
  await ann.signIn()
  const cookie = (await ann.page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
  const form = { shop_name: 'Taken over' }
  for (const from of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.test' }]) {
    const answer = await request.post(`${stallholder.url}/do/accounts/profile`, { headers: { cookie, ...from }, form, maxRedirects: 0 })
    expect(answer.status(), JSON.stringify(from)).toBe(403)
  }
  await ann.open('/settings')
  await expect(ann.page.getByLabel('Shop name')).toHaveValue('Shop of Ann')
})

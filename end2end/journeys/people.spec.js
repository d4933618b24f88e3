// A shop of several people: an owner invites one, who signs in with a second factor from then on.
import { createHmac } from 'node:crypto'
import { PASSWORD, expect, test } from '../journey.js'

/** The code that an authenticator app shows for a secret now (RFC 6238). */
function codeOf(secret, at = Date.now()) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const step = Buffer.alloc(8)
  step.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)))
  const mac = createHmac('sha1', key).update(step).digest()
  const number = mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff
  return String(number % 1_000_000).padStart(6, '0')
}

test('an owner invites someone, who works with what they were given and adds a second factor', async ({ person, stallholder }) => {
  await stallholder.createAdmin('admin@example.test', PASSWORD)
  const [ann, eve, admin] = [await person('ann'), await person('eve'), await person('admin')]
  await ann.register('Harbour Pottery')
  await ann.signIn()

  await test.step('nobody is invited before an admin has approved the shop', async () => {
    await ann.open('/settings/members')
    await ann.reads('once the marketplace has approved your shop')
    await admin.signIn()
    await admin.open('/admin/sellers?status=pending')
    await admin.follow('Harbour Pottery')
    await admin.press('Approve')
    await admin.reads('Approved')
  })

  await test.step('ann invites eve to work on orders', async () => {
    await ann.open('/settings/members')
    await ann.look('members')
    const form = ann.page.locator('form', { has: ann.page.getByRole('button', { name: 'Send invitation' }) })
    await form.getByLabel('Email').fill(eve.email)
    await form.getByRole('button', { name: 'Send invitation' }).click()
    await ann.reads('Invitation for')
    await ann.look('members and an invitation')
  })

  await test.step('eve joins by the link in her mail', async () => {
    const [address] = await stallholder.mailed(eve.email, /http\S+\/invitation\?token=\S+/)
    const link = new URL(address)
    await eve.open(link.pathname + link.search)
    await eve.look('an invitation')
    await eve.fill({ 'Your name': 'Eve Doyle', 'Choose a password': PASSWORD })
    await eve.press('Join shop')
    await eve.reads('Welcome to Harbour Pottery.')
    await eve.open('/orders')
    await eve.open('/products', 403)
    await eve.open('/settings/members', 403)
    await eve.open(link.pathname + link.search, 404)
  })

  await test.step('eve sets up a second factor, and is asked for it', async () => {
    await eve.open('/settings/second-factor')
    await eve.look('setting up a second factor')
    const secret = (await eve.page.locator('main').innerText()).replace(/\s/g, '').match(/[A-Z2-7]{32}/)[0]
    await eve.page.locator('[name=code]').fill(codeOf(secret))
    await eve.press('Turn on')
    await eve.reads('ecovery codes')
    await eve.look('recovery codes')
    await stallholder.mailed(eve.email, /needs a code from your/)
    await eve.page.context().clearCookies()
    await eve.open('/login')
    await eve.fill({ Email: eve.email, Password: PASSWORD })
    await eve.press('Sign in')
    await expect(eve.page).toHaveURL(/\/login\/code/)
    await eve.look('the code of a second factor')
    // A code serves once: the next one does.
    await eve.page.locator('[name=otp]').fill(codeOf(secret, Date.now() + 30_000))
    await eve.press('Sign in')
    await expect(eve.page).not.toHaveURL(/login/)
  })

  await test.step('ann reads in the log what happened, and takes eve out', async () => {
    await ann.open('/settings/audit')
    await ann.reads('Joined the shop')
    await ann.look('the log')
    await ann.open('/settings/members')
    const eves = ann.page.locator('tr', { hasText: 'Eve Doyle' })
    await eves.getByRole('link', { name: 'Change' }).click()
    await ann.look('what a member may do')
    await ann.press('Remove from shop')
    await ann.reads('is no longer a member of the shop')
    await eve.open('/orders', 403)
  })
})

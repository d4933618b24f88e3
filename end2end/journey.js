// What every journey has: a marketplace of its own, people with their own browsers, and pages that are looked at.
import { test as base, expect } from '@playwright/test'
import AxeBuilder from '@axe-core/playwright'
import { fileURLToPath } from 'node:url'
import { Program } from './program.js'
import { Stallholder } from './stallholder.js'

export { expect }

/** Every test person's password. */
export const PASSWORD = 'a password for the journey'

export const test = base.extend({
  /** Flags the server is started with. */
  flags: [[], { option: true }],

  /** A running server with a fresh data folder. */
  stallholder: async ({ flags }, use, about) => {
    const stallholder = await (await Stallholder.create(...flags)).start()
    await use(stallholder)
    if (about.status !== about.expectedStatus) {
      await about.attach('server log', { body: stallholder.log, contentType: 'text/plain' })
    }
    await stallholder.clear()
  },

  /** `await person('ann')`: someone with a browser of their own. */
  person: async ({ browser, stallholder, javaScriptEnabled }, use) => {
    const people = []
    await use(async (name, viewport) => {
      const context = await browser.newContext({ baseURL: stallholder.url, javaScriptEnabled, ...viewport })
      const person = new Person(name, await context.newPage(), javaScriptEnabled, stallholder)
      people.push(person)
      return person
    })
    for (const person of people) {
      expect(person.complaints, `what ${person.name}'s browser complained about`).toEqual([])
      await person.page.context().close()
    }
  },

  /** Speaks the API, without a browser. */
  program: async ({ stallholder }, use) => use((token) => new Program(stallholder.url, token)),
})

/** Someone with a browser. */
export class Person {
  constructor(name, page, hasScript, stallholder) {
    this.name = name
    this.email = `${name}@example.test`
    this.page = page
    this.hasScript = hasScript
    this.stallholder = stallholder
    /** What the browser noted: refused by the content security policy, failed scripts, missing files. */
    this.complaints = []
    page.on('pageerror', (error) => this.complaints.push(String(error)))
    page.on('console', (message) => {
      const expected = /status of (401|403|404|409|422)/.test(message.text())
      if (message.type() === 'error' && !expected) this.complaints.push(message.text())
    })
  }

  /** Opens a page, which must be there. */
  async open(path, status = 200) {
    const answer = await this.page.goto(path)
    expect(answer.status(), path).toBe(status)
    return answer
  }

  /** Fills fields of the page by their labels. */
  async fill(fields) {
    for (const [label, value] of Object.entries(fields)) {
      await this.page.getByLabel(label, { exact: true }).first().fill(value)
    }
  }

  async press(name) {
    await this.page.getByRole('button', { name, exact: true }).first().click()
  }

  async follow(name) {
    await this.page.getByRole('link', { name, exact: true }).first().click()
  }

  /** Gives the password again, as is asked for when the sign-in is a while ago, and goes on. */
  async confirmAgain(next, password = PASSWORD) {
    await this.open(`/confirm?next=${next}`)
    await this.fill({ Password: password })
    await this.press('Continue')
    await expect(this.page).toHaveURL(new RegExp(`${next}$`))
  }

  /** The page says this, somewhere a person sees it. */
  async reads(text) {
    await expect(this.page.locator('body')).toContainText(text)
  }

  async signIn(password = PASSWORD) {
    await this.open('/login')
    await this.fill({ Email: this.email, Password: password })
    await this.press('Sign in')
    await expect(this.page).not.toHaveURL(/login/)
  }

  /** Registers a shop and verifies the address with the code in the mail. */
  async register(shop, { country = 'IE', currency = 'USD', timezone = 'Europe/Dublin' } = {}) {
    const { page } = this
    await this.open('/register')
    await this.fill({ 'Shop name': shop, Email: this.email, Password: PASSWORD })
    await page.locator('[name=country]').selectOption(country)
    await page.locator('[name=currency]').selectOption(currency)
    await page.locator('[name=timezone]').selectOption(timezone)
    await page.getByLabel('I accept the terms').check()
    await this.press('Register')
    await expect(page).toHaveURL(/\/verify/)
    await this.fill({ Code: await this.stallholder.codeFor(this.email) })
    await this.press('Verify')
    await expect(page).toHaveURL(/\/login/)
  }

  /** Looks at the page: nothing for axe to find, light and dark, and nothing wider than a phone. */
  async look(name) {
    if (!this.hasScript) return
    const { page } = this
    // An address changes before its page is whole, and a colour on its way to another is neither of the two.
    await page.waitForLoadState('load')
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      const { violations } = await new AxeBuilder({ page }).analyze()
      const found = violations.map(
        ({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => `  ${node.target.join(' ')} ${node.failureSummary}`).join('\n')}`,
      )
      expect.soft(found, `${name} (${page.url()}), ${colorScheme}`).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
    const size = page.viewportSize()
    await page.setViewportSize({ width: 390, height: 844 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    await page.setViewportSize(size)
    expect.soft(wide, `${name} (${page.url()}) is wider than a phone by`).toBeLessThanOrEqual(0)
  }

  /** Keeps a picture of the page; with UPDATE_PICTURES=1 one that the README shows goes to docs/. */
  async picture(name, { colorScheme = 'light', viewport, inReadme = false } = {}) {
    if (!this.hasScript) return
    const { page } = this
    const size = page.viewportSize()
    if (viewport) await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const folder = inReadme && process.env.UPDATE_PICTURES ? '../docs' : './out'
    const path = fileURLToPath(new URL(`${folder}/${name}.png`, import.meta.url))
    await page.evaluate(() => window.scrollTo(0, 0))
    await page.screenshot({ path, animations: 'disabled' })
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
    await page.setViewportSize(size)
  }
}

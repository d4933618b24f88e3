// A program outside: speaks the JSON API with a token or a key.
import { expect } from '@playwright/test'

export class Program {
  constructor(url, token) {
    this.url = url
    this.token = token
  }

  /** A call and its answer: `{ status, headers, json }`. */
  async call(method, path, body, headers = {}) {
    const answer = await fetch(this.url + path, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    const isJson = /json/.test(answer.headers.get('content-type') ?? '')
    return { status: answer.status, headers: answer.headers, json: isJson ? JSON.parse(text) : null, text }
  }

  /** A call that must be answered with one status; gives the JSON. */
  async expect(status, method, path, body) {
    const answer = await this.call(method, path, body)
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(status)
    return answer.json
  }

  get(path) {
    return this.expect(200, 'GET', path)
  }

  post(path, body = {}) {
    return this.expect(201, 'POST', path, body)
  }

  /** Sends a file, whose text comes in pieces, as a form does. */
  async upload(path, pieces) {
    const head = `--end\r\ncontent-disposition: form-data; name="file"; filename="products.csv"\r\ncontent-type: text/csv\r\n\r\n`
    async function* body() {
      yield Buffer.from(head)
      for (const piece of pieces) yield Buffer.from(piece)
      yield Buffer.from('\r\n--end--\r\n')
    }
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'multipart/form-data; boundary=end' },
      body: ReadableStream.from(body()),
      duplex: 'half',
    })
    return { status: answer.status, json: await answer.json() }
  }

  /** Signs in and keeps the token. */
  async signIn(email, password) {
    const { token } = await this.expect(200, 'POST', '/auth/login', { email, password })
    this.token = token
    return this
  }
}

/** A storefront's order. */
export function cart(reference, lines, more = {}) {
  return {
    reference,
    placed_at: new Date().toISOString(),
    currency: 'USD',
    buyer: { name: 'Ada Park', email: 'ada@example.test', phone: null },
    ship_to: { line1: '1 Quay', line2: null, city: 'Cork', region: null, postcode: 'T12', country: 'IE' },
    lines,
    shipping: 0,
    tax: 0,
    discount: 0,
    coupon: null,
    payment: { status: 'paid', provider: 'stripe', reference: `pi_${reference}` },
    ...more,
  }
}

/** An approved shop, its owner's program, and a storefront's with a key. */
export async function openShop(stallholder) {
  const [email, password] = ['ann@example.test', 'a password for the journey']
  await stallholder.createAdmin('admin@example.test', password)
  const anyone = new Program(stallholder.url)
  const { seller_id: seller } = await anyone.post('/seller/register', {
    email, password, shop_name: 'Harbour Pottery', country: 'IE', currency: 'USD', accept_terms: true,
  })
  await anyone.expect(204, 'POST', '/auth/verify', { email, code: await stallholder.codeFor(email) })
  const admin = await new Program(stallholder.url).signIn('admin@example.test', password)
  await admin.expect(204, 'POST', `/api/admin/sellers/${seller}/approval`, {})
  const { key } = await admin.post('/api/admin/api-keys', { name: 'Storefront', scopes: ['orders:write'] })
  const ann = await new Program(stallholder.url).signIn(email, password)
  return { ann, seller, shop: new Program(stallholder.url, key) }
}

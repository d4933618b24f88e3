// What lies in the data folder is its owner's alone: the secret, people's mail, the database.
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '../journey.js'
import { openShop } from '../program.js'

test.skip(({ javaScriptEnabled }) => !javaScriptEnabled, 'no browser takes part')

test('nobody else can read what the data folder holds', async ({ stallholder }) => {
  await openShop(stallholder)
  const found = await readdir(stallholder.data, { recursive: true, withFileTypes: true })
  expect(found.map((entry) => entry.name)).toContain('stallholder.db')
  for (const entry of found) {
    const path = join(entry.parentPath ?? entry.path, entry.name)
    const mode = (await stat(path)).mode & 0o777
    expect((mode & 0o077).toString(8), path).toBe('0')
  }
  expect((await stat(stallholder.data)).mode & 0o777).toBe(0o700)
})

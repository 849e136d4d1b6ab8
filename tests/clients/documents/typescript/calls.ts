// Calls the portal with a client that a generator made of its OpenAPI document.
//
// usage: node calls.js ADDRESS

import { createClient } from './client/client'
import { userOptionGet, userOptionSet, v3UserOptionGet, v3UserOptionSet } from './client'

// Of Node.js, for which there are no types here.
declare const process: { argv: string[]; exitCode: number }

function same(found: unknown, expected: unknown) {
  const [left, right] = [JSON.stringify(found), JSON.stringify(expected)]
  if (left !== right) throw new Error(`${left}, and not ${right}`)
}

async function calls(address: string) {
  const client = createClient({ baseUrl: `${address}/rest`, auth: 'demo-token-1' })
  const stranger = createClient({ baseUrl: `${address}/rest`, auth: 'nobody' })
  const options = { theme: 'dark', sizes: [1, 2, 3], umlaut: 'äöü', none: {} }

  // REST 2.
  const written = await userOptionSet({ client, body: { options } })
  same(written.data?.result, true)
  same(written.data !== undefined && written.data.time.duration >= 0, true)
  same((await userOptionGet({ client, body: { option: 'theme' } })).data?.result, 'dark')
  const { sizes, umlaut } = (await userOptionGet({ client })).data?.result as typeof options
  same([sizes, umlaut], [[1, 2, 3], 'äöü'])
  const empty = await userOptionSet({ client, body: { options: {} } })
  same([empty.response?.status, empty.error?.error], [400, 'ArgumentNullException'])
  const nobody = await userOptionGet({ client: stranger })
  same([nobody.response?.status, nobody.error?.error], [401, 'invalid_token'])

  // REST 3.0, the same methods.
  const once = { client, headers: { 'Idempotency-Key': 'once' }, body: { options: { theme: 'light' } } }
  same((await v3UserOptionSet(once)).data?.result.result, true)
  const again = await v3UserOptionSet(once)
  same([again.data?.result.result, again.response?.headers.get('Idempotent-Replayed')], [true, 'true'])
  same((await v3UserOptionGet({ client, body: { option: 'theme' } })).data?.result.result, 'light')
  const { error } = await v3UserOptionGet({ client: stranger })
  same(error?.error.code, 'BITRIX_REST_V3_EXCEPTION_ACCESSDENIEDEXCEPTION')
}

calls(process.argv[2] ?? '').then(() => console.log('OK'), (error: unknown) => {
  console.error(error)
  process.exitCode = 1
})

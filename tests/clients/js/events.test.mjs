// Events of the portal: bound by the SDK, received, and their tokens used by it.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { call, oauth, refused, result } from './support.mjs'

test('an event is bound, delivered, answered with its tokens, and unbound', async () => {
  const b24 = oauth()
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const handler = `http://127.0.0.1:${server.address().port}/handler`
  assert.equal(await result(b24, 'event.bind', { event: 'onAppTest', handler }), true)
  assert.deepEqual(await result(b24, 'event.get'), [{ event: 'ONAPPTEST', handler, auth_type: '0', offline: 0 }])
  const delivery = once(server, 'request')
  assert.equal(await result(b24, 'event.test', { text: 'проба' }), 1)

  const [request, response] = await delivery
  const form = new URLSearchParams(await text(request))
  response.end()
  server.close()
  assert.deepEqual([form.get('event'), form.get('data[QUERY][text]')], ['ONAPPTEST', 'проба'])
  const auth = {
    domain: 'portal.test',
    client_endpoint: 'https://portal.test/rest/',
    server_endpoint: 'https://oauth.bitrix24.tech/rest/',
    member_id: 'portal.clients',
    scope: 'crm,user',
    status: 'L',
    user_id: '1'
  }
  for (const [name, value] of Object.entries(auth)) assert.equal(form.get(`auth[${name}]`), value, name)
  const ofEvent = oauth(form.get('auth[access_token]'), form.get('auth[refresh_token]'))
  assert.equal((await result(ofEvent, 'profile')).NAME, 'Ada')
  await ofEvent.auth.refreshAuth()
  assert.equal((await result(ofEvent, 'profile')).NAME, 'Ada')

  assert.deepEqual(await result(b24, 'event.unbind', { event: 'ONAPPTEST', handler }), { count: 1 })
  assert.deepEqual(await result(b24, 'event.get'), [])
})

test('what cannot be bound', async () => {
  const handler = 'https://app.test/handler'
  await refused(call(oauth(), 'event.bind', { event: 'ONNOTHING', handler }), 'ERROR_EVENT_NOT_FOUND', 400)
  const ftp = { event: 'ONAPPTEST', handler: 'ftp://app.test/' }
  await refused(call(oauth(), 'event.bind', ftp), 'ERROR_UNSUPPORTED_PROTOCOL', 400)
})

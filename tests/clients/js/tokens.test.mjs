// The sign-in, and tokens that the SDK renews without its caller noticing.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import axios from 'axios'
import { RefreshTokenError } from '@bitrix24/b24jssdk'
import { call, oauth, portal, refused, result, signIn, users, webhook } from './support.mjs'

// What the SDK's callback told of renewed tokens.
function renewals(b24) {
  const told = []
  b24.setCallbackRefreshAuth(async ({ b24OAuthParams }) => told.push({ ...b24OAuthParams }))
  return told
}

// A client of a user by the whole flow: the page, the code, the exchange, which the SDK leaves to its caller.
async function signedIn(user, options) {
  const back = await signIn(user)
  const { data } = await exchange(back.searchParams.get('code'))
  return oauth(data.access_token, data.refresh_token, options)
}

function exchange(code) {
  const query = { grant_type: 'authorization_code', client_id: 'app.sdk', client_secret: 'sdk-secret', code }
  return axios.get('https://oauth.bitrix24.tech/oauth/token/', { params: query })
}

async function renewalRefused(b24, code, status) {
  const error = await b24.auth.refreshAuth().catch((error) => error)
  assert.ok(error instanceof RefreshTokenError, `${error}`)
  assert.deepEqual([error.code, error.status], [code, status])
}

test('a code of the sign-in gives tokens that the SDK calls with', async () => {
  const back = await signIn(2, 'Zustand & ключ')
  assert.equal(back.origin + back.pathname, 'https://app.test/signed-in')
  const { code, ...query } = Object.fromEntries(back.searchParams)
  assert.deepEqual(query, {
    state: 'Zustand & ключ',
    domain: 'portal.test',
    member_id: 'portal.clients',
    scope: 'crm,user',
    server_domain: 'oauth.bitrix24.tech'
  })
  const { access_token, refresh_token, expires, ...data } = (await exchange(code)).data
  assert.deepEqual(data, {
    expires_in: 5,
    scope: 'crm,user',
    domain: 'oauth.bitrix24.tech',
    server_endpoint: 'https://oauth.bitrix24.tech/rest/',
    status: 'L',
    client_endpoint: 'https://portal.test/rest/',
    member_id: 'portal.clients',
    user_id: 2
  })
  assert.ok(Math.abs(expires - Date.now() / 1000 - 5) < 5, expires)
  assert.equal((await result(oauth(access_token, refresh_token), 'profile')).ID, '2')
  await assert.rejects(exchange(code), ({ response }) => response.data.error === 'invalid_grant')
})

test('an expired token is renewed within the call', async () => {
  const b24 = oauth('old-token-1', 'old-refresh-1')
  const told = renewals(b24)
  assert.equal(await result(b24, 'user.option.set', { options: { renewed: '💫' } }), true)
  assert.equal(await result(webhook(), 'user.option.get', { option: 'renewed' }), '💫')
  assert.equal(told.length, 1)
  assert.deepEqual([told[0].scope, told[0].status, told[0].expiresIn], ['crm,user', 'L', 5])
  assert.deepEqual(
    [told[0].clientEndpoint, told[0].serverEndpoint],
    ['https://portal.test/rest/', 'https://oauth.bitrix24.tech/rest/']
  )
  assert.notEqual(told[0].accessToken, 'old-token-1')
  // The pair was replaced: the old one is of no more use.
  const late = oauth('old-token-1', 'old-refresh-1')
  await renewalRefused(late, 'invalid_grant', 400)
})

test('an unknown token is renewed as well', async () => {
  const b24 = oauth('nobodys-token', 'old-refresh-2')
  const told = renewals(b24)
  assert.equal((await result(b24, 'profile')).NAME, 'Бен')
  assert.equal(told.length, 1)
})

test('a token that the clock says is over is renewed before the call', async () => {
  const b24 = oauth('nobodys-token', 'old-refresh-3', { left: -1 })
  const told = renewals(b24)
  assert.equal((await result(b24, 'profile')).ID, '1')
  assert.equal(told.length, 1)
})

test('a token that ends while it is used is renewed', async () => {
  const b24 = await signedIn(1)
  const told = renewals(b24)
  const end = Date.now() + 60_000
  for (let calls = 0; told.length < 2 && Date.now() < end; calls++) {
    await result(b24, 'user.option.set', { options: { calls } })
    assert.equal(await result(b24, 'user.option.get', { option: 'calls' }), calls)
    await setTimeout(100)
  }
  assert.equal(new Set(told.map((params) => params.accessToken)).size, 2)
})

test('many calls at once go on over the end of their token', async () => {
  const b24 = await signedIn(2)
  const told = renewals(b24)
  portal('token', 'expire', '--app', 'app.sdk', '--user', '2')
  const answers = users(1, 20).map((user) => call(b24, 'user.get', { filter: { ID: user } }))
  const rows = (await Promise.all(answers)).map((answer) => answer.getData().result[0].ID)
  assert.deepEqual(rows, users(1, 20))
  // Those who were refused at the same time share a renewal.
  assert.ok(told.length >= 1 && told.length < 20, `${told.length}`)
})

test('a list and a batch go on over the end of a token', async () => {
  const b24 = await signedIn(1)
  const told = renewals(b24)
  portal('token', 'expire', '--app', 'app.sdk', '--user', '1')
  const list = await b24.actions.v2.callList.make({ method: 'user.get', params: {} })
  assert.deepEqual(list.getData().map((row) => row.ID), users(1, 134))
  assert.equal(told.length, 1)
  portal('token', 'expire', '--app', 'app.sdk', '--user', '1')
  const batch = await b24.actions.v2.batch.make({ calls: { who: ['profile'], scope: ['scope'] } })
  assert.deepEqual([batch.getData().who.ID, batch.getData().scope], ['1', ['crm', 'user']])
  assert.equal(told.length, 2)
})

test('refusals of the authorization server', async () => {
  const cases = [
    [oauth('x', 'nobodys'), 'invalid_grant', 400],
    [oauth('x', ''), 'invalid_request', 400],
    [oauth('x', 'old-refresh-4', { secret: 'wrong' }), 'invalid_client', 400],
    [oauth('x', 'x', { clientId: 'app.off', secret: 'off-secret' }), 'NOT_INSTALLED', 401],
    [oauth('x', 'x', { clientId: 'app.unpaid', secret: 'unpaid-secret' }), 'PAYMENT_REQUIRED', 401]
  ]
  for (const [b24, code, status] of cases) {
    await renewalRefused(b24, code, status)
  }
  // With HTTP 200.
  const unknown = oauth('x', 'x', { clientId: 'app.nobody' })
  await assert.rejects(unknown.auth.refreshAuth(), { message: 'Token update error: wrong_client' })
  // Within a call the refusal is the call's.
  const error = await refused(call(oauth('old-token-4', 'nobodys'), 'server.time'), 'JSSDK_UNKNOWN_ERROR', 0)
  assert.equal(error.message, 'The refresh token is unknown, used or expired')
})

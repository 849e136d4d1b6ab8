// What a portal tells of itself, its methods and its caller.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LoadDataType, Text, useB24Helper } from '@bitrix24/b24jssdk'
import { oauth, result, webhook } from './support.mjs'

test('scopes', async () => {
  assert.deepEqual(await result(oauth(), 'scope'), ['crm', 'user'])
  assert.deepEqual(await result(oauth('narrow-token'), 'scope'), ['crm'])
  assert.deepEqual(await result(webhook('plain-webhook', 2), 'scope'), [])
  const everything = await result(oauth(), 'scope', { full: true })
  assert.ok(everything.includes('user') && !everything.includes('_global'))
})

test('methods', async () => {
  const ours = await result(oauth(), 'methods')
  for (const name of ['user.option.get', 'server.time', 'batch', 'user.get']) assert.ok(ours.includes(name), name)
  const basic = await result(oauth(), 'methods', { scope: '' })
  assert.deepEqual([basic.includes('user.option.get'), basic.includes('user.get')], [true, false])
  assert.equal((await result(oauth('narrow-token'), 'methods')).includes('user.get'), false)
  assert.equal((await result(oauth('narrow-token'), 'methods', { full: true })).includes('user.get'), true)
})

test('a method exists and is available', async () => {
  const told = (b24, name) => result(b24, 'method.get', { name })
  assert.deepEqual(await told(oauth(), 'user.get'), { isExisting: true, isAvailable: true })
  assert.deepEqual(await told(oauth('narrow-token'), 'user.get'), { isExisting: true, isAvailable: false })
  assert.deepEqual(await told(oauth(), 'no.such.method'), { isExisting: false, isAvailable: false })
})

test('the application', async () => {
  const info = await result(oauth(), 'app.info')
  assert.deepEqual([info.CODE, info.VERSION, info.STATUS, info.INSTALLED], ['sdk.tests', 7, 'L', true])
  assert.deepEqual([info.PAYMENT_EXPIRED, info.DAYS, info.LANGUAGE_ID], ['N', null, 'en'])
  assert.deepEqual([info.LICENSE, info.LICENSE_TYPE, info.LICENSE_FAMILY], ['en_pro100', 'pro100', 'pro'])
  assert.deepEqual(await result(webhook(), 'app.info').then(({ SCOPE, LICENSE }) => [SCOPE, LICENSE]), [
    ['crm', 'user'],
    'en_pro100'
  ])
})

test('the caller', async () => {
  const profile = await result(oauth('ben-token'), 'profile')
  const { ID, ADMIN, NAME, LAST_NAME } = profile
  assert.deepEqual([ID, ADMIN, NAME, LAST_NAME], ['2', false, 'Бен', "O'Neil <b>"])
  for (const [b24, administrator] of [[oauth(), true], [oauth('ben-token'), false]]) {
    await b24.initIsAdmin()
    assert.equal(b24.auth.isAdmin, administrator)
    assert.equal(await result(b24, 'user.admin'), administrator)
  }
  assert.equal((await result(webhook(), 'user.current')).NAME, 'Ada')
})

test('access codes', async () => {
  const ben = oauth('ben-token')
  assert.equal(await result(ben, 'user.access', { ACCESS: ['U2', 'G1'] }), true)
  assert.equal(await result(ben, 'user.access', { ACCESS: ['U1'] }), false)
  const names = await result(ben, 'access.name', { ACCESS: ['U1', 'U999', 'AU'] })
  assert.deepEqual(Object.keys(names).sort(), ['AU', 'U1'])
  assert.equal(names.U1.name, 'Ada Lovelace')
  assert.deepEqual(await result(ben, 'access.name', { ACCESS: ['U999'] }), [])
})

test('features', async () => {
  assert.deepEqual(await result(oauth(), 'feature.get', { CODE: 'no_such_feature' }), { value: 'N' })
})

test('the time of the server, and the health check of the SDK', async () => {
  const plain = webhook('plain-webhook', 2)
  const told = Text.toDateTime(await result(plain, 'server.time'))
  assert.ok(Math.abs(told.toMillis() - Date.now()) < 30_000)
  const health = await plain.tools.healthCheck.make({ requestId: 'health' })
  assert.equal(health, true)
  const ping = await plain.tools.ping.make({ requestId: 'ping' })
  assert.ok(ping >= 0, `${ping}`)
})

test('what the helper of the SDK loads of the application, the user and their options', async () => {
  const b24 = oauth()
  await result(b24, 'app.option.set', { options: { list: '[1,"два"]', number: 42, yes: 'Y' } })
  await result(b24, 'user.option.set', { options: { object: '{"a":{"b":null}}', text: '"quoted"', half: 0.5 } })
  const { initB24Helper, getB24Helper, destroyB24Helper } = useB24Helper()
  await initB24Helper(b24, [LoadDataType.App, LoadDataType.Profile, LoadDataType.AppOptions, LoadDataType.UserOptions])
  const { appInfo, profileInfo, paymentInfo, licenseInfo, appOptions, userOptions, isSelfHosted } = getB24Helper()
  assert.deepEqual([appInfo.data.code, appInfo.data.version, appInfo.data.isInstalled], ['sdk.tests', 7, true])
  assert.deepEqual([appInfo.statusCode, paymentInfo.data], ['Local', { isExpired: false, days: 0 }])
  assert.deepEqual([licenseInfo.data.license, isSelfHosted], ['en_pro100', false])
  assert.deepEqual([profileInfo.data.id, profileInfo.data.isAdmin, profileInfo.data.lastName], [1, true, 'Lovelace'])
  assert.deepEqual(appOptions.getJsonArray('list'), [1, 'два'])
  assert.deepEqual([appOptions.getInteger('number'), appOptions.getBoolYN('yes')], [42, true])
  assert.deepEqual(userOptions.getJsonObject('object'), { a: { b: null } })
  assert.deepEqual([userOptions.getString('text'), userOptions.getFloat('half')], ['"quoted"', 0.5])
  await appOptions.save({ list: appOptions.encode([]) })
  assert.equal(await result(b24, 'app.option.get', { option: 'list' }), '[]')
  destroyB24Helper()
})

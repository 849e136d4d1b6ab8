// Batches: order, references, halt, errors inside, and how the SDK reads each section.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AjaxError } from '@bitrix24/b24jssdk'
import { oauth, refused, result, users, webhook } from './support.mjs'

const batch = (b24, calls, options) => b24.actions.v2.batch.make({ calls, options })
const ids = (rows) => rows.map((row) => row.ID)

test('commands by name', async () => {
  const calls = {
    set: ['user.option.set', { options: { color: 'красный', size: 7 } }],
    color: { method: 'user.option.get', params: { option: 'color' } },
    size: ['user.option.get', { option: 'size' }],
    none: ['user.option.get', { option: 'never set' }],
    scope: ['scope']
  }
  const answer = await batch(oauth(), calls)
  assert.deepEqual(answer.getErrorMessages(), [])
  // A query knows texts only.
  const expected = { set: true, color: 'красный', size: '7', none: null, scope: ['crm', 'user'] }
  assert.deepEqual(answer.getData(), expected)
})

test('commands by number keep their order, totals, next pages and times', async () => {
  const calls = [['user.admin'], ['user.get', { filter: { '<=ID': 120 } }], ['scope']]
  const answers = (await batch(webhook(), calls, { returnAjaxResult: true })).getData()
  assert.deepEqual(
    answers.map((answer) => [answer.getTotal(), answer.getData().time.finish >= answer.getData().time.start]),
    [[0, true], [120, true], [0, true]]
  )
  assert.equal(answers[0].getData().result, true)
  assert.deepEqual(ids(answers[1].getData().result), users(1, 50))
  assert.deepEqual(answers[2].getData().result, ['crm', 'user'])
})

test('references to results, totals and next pages', async () => {
  const page = { sort: 'ID', order: 'ASC', filter: { '!ID': 1 } }
  const answer = await batch(oauth(), {
    list: ['user.get', page],
    first: ['user.get', { filter: { ID: '$result[list][0][ID]' } }],
    text: ['user.option.set', { options: { text: 'of $result[first][0][NAME] !' } }],
    number: ['user.option.set', { options: { total: '$total[list]', whole: '$result[first][0]' } }],
    read: ['user.option.get', { option: 'text' }],
    total: ['user.option.get', { option: 'total' }],
    whole: ['user.option.get', { option: 'whole' }],
    second: ['user.get', { ...page, start: '$next[list]' }]
  }, { isHaltOnError: true })
  assert.deepEqual(answer.getErrorMessages(), [])
  const data = answer.getData()
  assert.deepEqual(ids(data.first), ['2'])
  assert.equal(data.read, 'of Бен !')
  assert.equal(data.total, 133) // alone, a reference keeps its type
  assert.deepEqual(data.whole, data.first[0])
  assert.deepEqual(ids(data.second), users(52, 101))
})

test('without halt every command is answered', async () => {
  const answer = await batch(oauth('ben-token'), {
    one: ['user.admin'],
    unknown: ['no.such.method'],
    argument: ['app.option.set', { options: '' }],
    access: ['app.option.set', { options: { a: 1 } }],
    nested: ['batch', { cmd: { a: 'user.admin' } }],
    last: ['user.option.get', { option: 'never set' }]
  }, { isHaltOnError: false, returnAjaxResult: true })
  assert.equal(answer.isSuccess, false)
  const data = answer.getData()
  assert.deepEqual(Object.keys(data), ['one', 'unknown', 'argument', 'access', 'nested', 'last'])
  assert.deepEqual([data.one.getData().result, data.last.getData().result], [false, null])
  const errors = ['unknown', 'argument', 'access', 'nested'].map((name) => [...data[name].getErrors()][0])
  assert.ok(errors.every((error) => error instanceof AjaxError))
  assert.deepEqual(errors.map((error) => [error.code, error.message]), [
    ['ERROR_METHOD_NOT_FOUND', 'Method not found!'],
    ['ERROR_ARGUMENT', "The value of an argument 'options' must be of type array"],
    ['AccessException', 'Administrator authorization required'],
    ['ERROR_BATCH_METHOD_NOT_ALLOWED', 'Method is not allowed for batch usage']
  ])
})

test('an error of the first of commands by number is the first', async () => {
  const calls = [['no.such.method'], ['user.admin']]
  const answer = await batch(oauth(), calls, { isHaltOnError: false, returnAjaxResult: true })
  const [first, second] = answer.getData()
  assert.deepEqual([first.isSuccess, second.getData().result], [false, true])
  assert.equal([...first.getErrors()][0].code, 'ERROR_METHOD_NOT_FOUND')
})

test('truth values of JavaScript are understood', async () => {
  const answer = await batch(oauth(), {
    no: ['user.get', { filter: { ACTIVE: false } }],
    yes: ['user.get', { filter: { ACTIVE: true, '<=ID': 4 }, sort: 'ID', order: 'ASC' }]
  })
  assert.deepEqual([ids(answer.getData().no), ids(answer.getData().yes)], [['3'], ['1', '2', '4']])
})

test('halt stops at the first error', async () => {
  const b24 = oauth()
  const answer = await batch(b24, [
    ['user.option.set', { options: { halt: 'before' } }],
    ['no.such.method'],
    ['user.option.set', { options: { halt: 'after' } }]
  ], { isHaltOnError: true })
  assert.deepEqual(answer.getData(), [true])
  assert.deepEqual(answer.getErrorMessages(), ['Method not found!'])
  assert.equal(await result(b24, 'user.option.get', { option: 'halt' }), 'before')
})

test('fifty commands, each refers to the one before', async () => {
  const calls = [['user.option.set', { options: { 'step 0': 'chain' } }], ['user.option.get', { option: 'step 0' }]]
  for (let step = 1; step < 25; step++) {
    const last = `$result[${calls.length - 1}]`
    calls.push(['user.option.set', { options: { [`step ${step}`]: `${last} ${step}` } }])
    calls.push(['user.option.get', { option: `step ${step}` }])
  }
  const answer = await batch(webhook(), calls, { isHaltOnError: true })
  assert.deepEqual(answer.getErrorMessages(), [])
  const data = answer.getData()
  assert.equal(data.length, 50)
  assert.equal(data[49], ['chain', ...users(1, 24)].join(' '))
})

test('more than fifty are sent in turns', async () => {
  await refused(batch(oauth(), Array(51).fill(['user.admin'])), 'JSSDK_BATCH_TOO_LARGE', 400)
  const calls = users(1, 120).map((ID) => ['user.get', { filter: { ID } }])
  const answer = await oauth().actions.v2.batchByChunk.make({ calls, options: { isHaltOnError: true } })
  assert.deepEqual(answer.getErrorMessages(), [])
  assert.deepEqual(answer.getData().flatMap(ids), users(1, 120))
})

test('scopes hold inside, and credentials inside do nothing', async () => {
  const calls = [['user.get', { auth: 'ada-token' }], ['scope']]
  const answer = await batch(oauth('narrow-token'), calls, { isHaltOnError: false, returnAjaxResult: true })
  const [denied, scope] = answer.getData()
  assert.equal([...denied.getErrors()][0].code, 'insufficient_scope')
  assert.deepEqual(scope.getData().result, ['crm'])
  await refused(batch(webhook('wrong'), calls), 'INVALID_CREDENTIALS', 401)
})

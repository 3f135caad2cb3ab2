// @vitest-environment happy-dom
/** Pages whose address somebody else wrote, or an older version: what it asks for and the page does not have is as if it were not there. */
import { screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { renderWindow, type WindowUnderTest } from '../../testSupport/renderWindow.tsx';

let window: WindowUnderTest | undefined;
afterEach(() => {
  window?.close();
  window = undefined;
});

it.each(['view=4h', 'view[]=x', 'view={"a":1}', 'view=__proto__'])('tuning opens its first part for %s', async (search) => {
  window = await renderWindow(`/tuning?${search}`);
  expect(await screen.findByRole('radio', { name: 'Settings' })).toHaveProperty('checked', true);
});

it.each(['view=constructor', 'view=["list"]'])('processes open as a list for %s', async (search) => {
  window = await renderWindow(`/processes?${search}`);
  expect(await screen.findByRole('radio', { name: 'List' })).toHaveProperty('checked', true);
});

it.each([
  ['a number', '5'],
  ['an object', '{"a":1}'],
  ['nothing', 'null'],
  ['a long text', 'x'.repeat(301)],
])('alerts open none by an id that is %s', async (_, id) => {
  window = await renderWindow(`/alerts?view=never&id=${id}`);
  await screen.findByRole('list', { name: 'Active alerts' });
  expect(screen.queryByRole('dialog')).toBeNull();
});

it('monitor opens its first resource for one that does not exist', async () => {
  window = await renderWindow('/monitor?resource=__proto__&span=never&series=5&at=x&compare=y&from=2&to=1');
  expect(await screen.findByRole('heading', { level: 2, name: 'Processor' })).toBeTruthy();
  expect(screen.getByRole('button', { pressed: true, name: '5 min' })).toBeTruthy();
});

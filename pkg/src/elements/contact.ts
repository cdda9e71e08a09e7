/** Whom to write to about a gig or a mentor, and the way to a card for it. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Messages } from '../messages/index.js';
import type { ItemRow } from '../types.js';

/** The name, as a link where there is an address. `told` is called when it is opened. */
export function contactOf(m: Messages, { contact }: ItemRow, told: () => unknown): TemplateResult | typeof nothing {
  if (!contact) return nothing;
  const address = /[\w.+-]+@[\w.-]+\.\w+/.exec(contact)?.[0];
  const name = contact.replace(address ?? '', '').replace(/[<>()]/g, '').trim() || contact;
  const text = m.t('gigs.contact', { contact: name });
  return address ? html`<a class="button" part="contact" href="mailto:${address}" @click=${told}>${text}</a>` : html`<b part="contact">${text}</b>`;
}

/** The way to a card; nothing where the page has no place for one. */
export const cardLink = (m: Messages, href: string, { id, title }: ItemRow): unknown => href ? html`<a class="button noprint" part="card-link" href=${href.replaceAll('{id}', encodeURIComponent(id))} aria-label=${m.t('next.act', { act: m.t('gigs.card'), title })}>${m.t('gigs.card')}</a>` : nothing;

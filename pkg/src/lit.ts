/**
 * The one copy of Lit that elements and pages share. A page that is served beside the package imports it from here instead of
 * bundling its own: two copies would not understand each other's templates.
 */
export { LitElement, css, html, nothing, render, svg } from 'lit';
export type { CSSResultGroup, PropertyValues, TemplateResult } from 'lit';
export { classMap } from 'lit/directives/class-map.js';
export { live } from 'lit/directives/live.js';
export { repeat } from 'lit/directives/repeat.js';

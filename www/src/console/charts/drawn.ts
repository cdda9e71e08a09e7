/** A drawing that is as wide as its place, so that its text keeps its size. */
import { LitElement } from 'skillkeep/lit';

export abstract class Drawn extends LitElement {
  protected width = 640;
  private watch: ResizeObserver | null = null;
  protected override createRenderRoot(): HTMLElement { return this as unknown as HTMLElement; }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watch = new ResizeObserver(([entry]) => {
      const width = Math.round(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== this.width) { this.width = width; this.requestUpdate(); }
    });
    this.watch.observe(this);
  }
  override disconnectedCallback(): void { super.disconnectedCallback(); this.watch?.disconnect(); }
}
/** A round step so that about `lines` fit. */
export function step(most: number, lines = 5): number {
  const raw = Math.max(1, most / lines);
  const size = 10 ** Math.floor(Math.log10(raw));
  return Math.max(1, ([1, 2, 2.5, 5, 10].find((each) => each * size >= raw) ?? 10) * size);
}

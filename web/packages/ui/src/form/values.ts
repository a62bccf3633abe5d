/** What a person has filled in. A field that is absent or empty reads as an empty text. */
export class Values {
  constructor(private readonly all: Readonly<Record<string, string>>) {}

  static of(form: HTMLFormElement): Values {
    const all: Record<string, string> = {}
    for (const [name, value] of new FormData(form)) if (typeof value === 'string') all[name] = value.trim()
    return new Values(all)
  }

  text(name: string): string {
    return this.all[name] ?? ''
  }

  /** One of the words that the field's own options offer. */
  word<T extends string>(name: string): T {
    return this.text(name) as T
  }

  /** Nothing instead of an empty text. */
  maybe(name: string): string | undefined {
    return this.text(name) || undefined
  }

  number(name: string): number {
    return Number(this.text(name))
  }

  maybeNumber(name: string): number | undefined {
    return this.text(name) ? this.number(name) : undefined
  }

  yes(name: string): boolean {
    return this.text(name) === 'true'
  }

  /** Each line or word of a field in which several things were scanned. */
  list(name: string, between: RegExp = /\r?\n/): string[] {
    return this.text(name).split(between).map((part) => part.trim()).filter(Boolean)
  }

  /** Names of filled fields that begin so, without that beginning. */
  under(prefix: string): string[] {
    return Object.keys(this.all).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []))
  }

  toJSON(): Readonly<Record<string, string>> {
    return this.all
  }
}

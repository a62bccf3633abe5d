// Bytes as the server, the browser and the key agent write them in JSON: base64 for addresses, without padding.

export type Bytes = Uint8Array<ArrayBuffer>

export function toText(bytes: ArrayBuffer | Bytes): string {
  const binary = Array.from(new Uint8Array(bytes), (byte) => String.fromCodePoint(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** A certificate in a file, whether as it is (DER) or as text (PEM). */
export function certificateIn(file: ArrayBuffer): string {
  const text = new TextDecoder('latin1').decode(file)
  const armoured = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/.exec(text)?.[1]
  return armoured ? toText(fromText(armoured.replace(/\s/g, ''))) : toText(file)
}

export function fromText(text: string): Bytes {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (character) => character.codePointAt(0) ?? 0)
}

/** Values as a person reads them. */

/** Any text as itself where VS Code would draw `$(name)` as an icon: an organisation names its accounts as it likes. */
export function plainText(text: string): string {
  return text.replaceAll('$(', '$\u200b(');
}

/** Such as `14:05`, as the person's language has it. */
export function timeOfDay(time: Date): string {
  return time.toLocaleTimeString([], { timeStyle: 'short' });
}

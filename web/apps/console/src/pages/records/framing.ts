import { useQuery } from '@tanstack/react-query'

/** Whether a content security policy lets a page show its own bytes in a frame. */
export function admitsFrames(policy: string | null): boolean {
  const directives = new Map((policy ?? '').split(';').map((part) => part.trim().split(/\s+/)).map(([name = '', ...sources]) => [name.toLowerCase(), sources]))
  const sources = directives.get('frame-src') ?? directives.get('child-src') ?? directives.get('default-src')
  return sources === undefined || sources.includes('blob:')
}

/**
 * Whether a PDF can be shown inside the page: many phones cannot, and the policy that comes with the pages, the server's
 * or that of a gateway before it, may forbid it. Undefined until known.
 */
export function useFraming(): boolean | undefined {
  const policy = useQuery({
    queryKey: ['policy'], staleTime: Infinity, enabled: navigator.pdfViewerEnabled,
    queryFn: async ({ signal }) => (await fetch('/', { method: 'HEAD', signal })).headers.get('Content-Security-Policy'),
  })
  if (!navigator.pdfViewerEnabled || policy.isError) return false
  return policy.data === undefined ? undefined : admitsFrames(policy.data)
}

import 'i18next'
import type { zh as ui } from '@vena/ui/text/zh'
import type { zh as app } from './text/zh.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'app'
    resources: { ui: typeof ui; app: typeof app }
  }
}

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const server = process.env.VENA_URL ?? 'http://127.0.0.1:7420'
const NETS = ['tiny_face_detector_model', 'face_landmark_68_model', 'face_recognition_model']
const folder = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api/package.json')), 'model')
const files = NETS.flatMap((net) => [`${net}.bin`, `${net}-weights_manifest.json`])

/** The nets that compare faces are part of the build: nothing is fetched from elsewhere. */
function nets(): Plugin {
  return {
    name: 'nets',
    configureServer({ middlewares }) {
      middlewares.use('/kiosk/models', (request, response, next) => {
        const file = files.find((name) => request.url === `/${name}`)
        if (file) response.end(readFileSync(join(folder, file)))
        else next()
      })
    },
    generateBundle() {
      for (const file of files) this.emitFile({ type: 'asset', fileName: `models/${file}`, source: readFileSync(join(folder, file)) })
    },
  }
}

export default defineConfig({
  base: '/kiosk/',
  plugins: [react(), nets()],
  server: { port: 5175, proxy: { '/api': { target: server, changeOrigin: false } } },
  // The largest piece compares faces and is fetched only by who agrees to that.
  build: { outDir: '../../dist/kiosk', emptyOutDir: true, target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 1400 },
})

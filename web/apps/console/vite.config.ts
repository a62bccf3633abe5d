import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.VENA_URL ?? 'http://127.0.0.1:7420'

export default defineConfig({
  plugins: [react()],
  server: { port: 5173, proxy: { '/api': { target: server, changeOrigin: false } } },
  preview: { proxy: { '/api': { target: server, changeOrigin: false } } },
  // The largest piece is PDF.js, fetched only by pages that draw documents themselves.
  build: { outDir: '../../dist/console', emptyOutDir: true, target: 'es2022', sourcemap: false, chunkSizeWarningLimit: 460 },
})

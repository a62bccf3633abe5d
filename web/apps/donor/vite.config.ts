import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.VENA_URL ?? 'http://127.0.0.1:7420'

export default defineConfig({
  base: '/donor/',
  plugins: [react()],
  server: { port: 5174, proxy: { '/api': { target: server, changeOrigin: false } } },
  build: { outDir: '../../dist/donor', emptyOutDir: true, target: 'es2022', sourcemap: false },
})

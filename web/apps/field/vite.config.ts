import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const vehicle = process.env.VENA_VEHICLE_URL ?? 'http://127.0.0.1:17430'

// Served by `vena-edge vehicle --web`, on the vehicle's own network: nothing is fetched from elsewhere.
export default defineConfig({
  plugins: [react()],
  server: { port: 5176, proxy: { '/api': { target: vehicle, changeOrigin: false } } },
  build: { outDir: '../../dist/field', emptyOutDir: true, target: 'es2022', sourcemap: false },
})

# The demo, built from this repository; see docker-compose.yml.
FROM node:22-bookworm-slim
WORKDIR /demo
COPY . .
RUN npm ci && npm run build
USER node
EXPOSE 3000
CMD ["node", "apps/demo/dist/main.js"]

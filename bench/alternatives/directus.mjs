// Directus in as many processes as our own server has workers; its own command starts one.
import cluster from "node:cluster";

if (cluster.isPrimary) {
  for (let worker = 0; worker < 2; worker += 1) cluster.fork();
  process.on("SIGTERM", () => process.exit(0));
} else {
  const { startServer } = await import(`${process.env.BENCH_DIRECTUS}/node_modules/@directus/api/dist/server.js`);
  await startServer();
}

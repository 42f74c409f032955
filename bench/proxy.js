// Passes connections on to a port of this machine, and tells on request how many bytes went each way.
import {connect, createServer} from 'node:net';
import process from 'node:process';

const target = Number(process.argv[2]);
const counts = {sent: 0, received: 0};

const server = createServer(client => {
	const onward = connect(target, '127.0.0.1');
	client.on('data', bytes => {
		counts.sent += bytes.length;
	});
	onward.on('data', bytes => {
		counts.received += bytes.length;
	});
	client.pipe(onward).pipe(client);
	for (const [one, other] of [[client, onward], [onward, client]]) {
		one.on('error', () => {
			other.destroy();
		});
	}
});

process.on('message', () => {
	process.send(counts);
});
server.listen(0, '127.0.0.1', () => {
	process.send({port: server.address().port});
});

import {syncBuiltinESMExports} from 'node:module';
import os from 'node:os';

/* Loaded before the program, for pictures: several machines on one have names of their own. */
os.hostname = () => process.env.DEVICE_NAME ?? 'device';
syncBuiltinESMExports();

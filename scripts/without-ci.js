// Loaded by AVA in each test process before the test file.
import process from 'node:process';

delete process.env.CI;

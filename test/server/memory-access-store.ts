import type {
	AccessStore,
	DeviceRecord,
	InviteRecord,
	Sighting,
} from '../../source/store/access-store.js';

/** Devices and invites in memory; `changed` is what a command beside the server would cause. */
export class MemoryAccessStore implements AccessStore {
	readonly deviceRecords = new Map<string, DeviceRecord>();
	readonly inviteRecords = new Map<string, InviteRecord>();
	readonly #listeners = new Set<() => void>();

	async device(id: string): Promise<DeviceRecord | undefined> {
		return this.deviceRecords.get(id);
	}

	async devices(): Promise<readonly DeviceRecord[]> {
		return [...this.deviceRecords].map(([, record]) => record);
	}

	async addDevice(device: DeviceRecord): Promise<void> {
		this.deviceRecords.set(device.id, device);
		this.changed();
	}

	async removeDevice(id: string): Promise<boolean> {
		const wasThere = this.deviceRecords.delete(id);
		this.changed();
		return wasThere;
	}

	async noteSeen(id: string, lastSeen: Sighting): Promise<void> {
		const record = this.deviceRecords.get(id);
		if (record) {
			this.deviceRecords.set(id, {...record, lastSeen});
		}
	}

	async invite(id: string): Promise<InviteRecord | undefined> {
		return this.inviteRecords.get(id);
	}

	async invites(): Promise<readonly InviteRecord[]> {
		return [...this.inviteRecords].map(([, record]) => record);
	}

	async saveInvite(invite: InviteRecord): Promise<void> {
		this.inviteRecords.set(invite.id, invite);
		this.changed();
	}

	async takeInvite(id: string): Promise<boolean> {
		const wasThere = this.inviteRecords.delete(id);
		this.changed();
		return wasThere;
	}

	watch(onChange: () => void): () => void {
		this.#listeners.add(onChange);
		return () => {
			this.#listeners.delete(onChange);
		};
	}

	changed(): void {
		for (const listener of this.#listeners) {
			listener();
		}
	}
}

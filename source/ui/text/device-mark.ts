const shownDigits = 16;

/** The start of a device's id in groups, as it is shown for people to compare; anything else as it is. */
export const deviceMark = (device: string): string => /^[\da-f]{64}$/v.test(device) ? device.slice(0, shownDigits).replaceAll(/.{4}(?!$)/gv, '$&-') : device;

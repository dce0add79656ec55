/**
 * What this project relies on in a server, run unchanged over every server that can be had: the real Incus and the real
 * LXD, each by socket and by HTTPS, and the simulated host, which may not lie.
 */
package dev.incusoperator.client.contract;

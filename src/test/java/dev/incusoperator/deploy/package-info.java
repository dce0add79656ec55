/** What stands in {@code deploy/}, tried against a real API server. */
package dev.incusoperator.deploy;

/**
 * A Kubernetes API in this JVM, so that the operator can be tried and tested where no kube-apiserver can be had. Objects live
 * in memory; what is served is what the operator, kubectl's plain verbs and fabric8's client ask for: lists, watches by
 * websocket and by stream, create, replace, JSON and merge patches, server-side apply, finalizers, the status subresource,
 * selectors, and tables. It validates, defaults and authorizes nothing, and collects no garbage but that of a namespace.
 *
 * <p>One thread does all the work, so nothing here locks.
 */
package dev.incusoperator.kube.embedded;

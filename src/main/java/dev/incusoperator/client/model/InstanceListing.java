package dev.incusoperator.client.model;

import java.util.List;

/**
 * The instances of a listing that can be read.
 *
 * @param unreadable how many entries were no instances as the API describes them; where there are any, an instance that is not
 *     among the others may be there all the same
 */
public record InstanceListing(List<Instance> instances, int unreadable) {}

/** What an instance that is there lacks of its declaration, and how it is written to the host. Pure, but for {@code DefinitionWriter}. */
@org.jspecify.annotations.NullMarked
package dev.incusoperator.instance.update;
